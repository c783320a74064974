import { type Application, type ContractCode, compose, type Environ, type Middleware } from '@tsgi/protocol';
import { expectTypeOf, it } from 'vitest';
import { lint, type RuleId } from './index.ts';

interface UserEnviron {
  'test.user': string;
}

declare const user: Middleware<UserEnviron>;
declare const app: Application<Environ & UserEnviron>;

it('requires and provides nothing', () => {
  expectTypeOf(lint()(app)).toExtend<Application<Environ & UserEnviron>>();
  expectTypeOf(compose(lint(), user, lint())(app)).toExtend<Application>();
});

it('leaves what is missing missing', () => {
  // @ts-expect-error -- nobody provides 'test.user'
  expectTypeOf(compose(lint())(app)).toExtend<Application>();
});

it('has a rule for every fault that servers find', () => {
  // Neither servers nor lint can know what an application will ask of its environ.
  expectTypeOf<Exclude<ContractCode, 'not-provided'>>().toExtend<RuleId>();
});
