import { expect, it } from 'vitest';
import { provided } from './provide.ts';

it('gives what was provided, and names what should have provided it', () => {
  expect(provided({ 'app.user': 'ada' }, 'app.user', 'users()')).toBe('ada');
  expect(() => void Reflect.apply(provided, undefined, [{}, 'app.user', 'users()'])).toThrow(
    expect.objectContaining({ code: 'not-provided', message: expect.stringContaining('users()') as string }),
  );
});
