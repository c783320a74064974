import { runChild } from '@tsgi/harness';
import { expect, it, onTestFinished } from 'vitest';
import { echo, type Heard } from '../../packages/server/test/clients/echo.ts';
import { serverOf } from '../server-of.ts';

it('finds no error in a second of answers on twenty connections', async () => {
  const heard: Heard[] = [];
  const { url } = await serverOf(onTestFinished, echo(heard));
  const text = await runChild(onTestFinished, 'wrk', ['-t1', '-c20', '-d1s', `${url}/chunks`]);
  expect(text).toMatch(/[1-9][0-9]* requests in /);
  // It prints these lines only when there is something to say.
  expect(text).not.toMatch(/Socket errors|Non-2xx/);
  expect(heard.length).toBeGreaterThan(20);
});
