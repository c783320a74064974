import { expectTypeOf, it } from 'vitest';
import type { Config } from './config.ts';
import type { serveOptions } from './options/tables.ts';

it('has a place for every option but the one that names the file, and for the application', () => {
  expectTypeOf<Exclude<keyof Config, 'app'>>().toEqualTypeOf<Exclude<keyof typeof serveOptions, 'config'>>();
});
