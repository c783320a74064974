import { expect } from 'vitest';
import { start } from '../start.ts';
import { echo, type Heard } from './echo.ts';
import { itWith, run } from './tool.ts';

itWith('wrk', 'finds no error in a second of answers on twenty connections', async () => {
  const heard: Heard[] = [];
  const { url } = await start(echo(heard));
  const text = await run('wrk', ['-t1', '-c20', '-d1s', `${url}/chunks`]);
  expect(text).toMatch(/[1-9][0-9]* requests in /);
  // It prints these lines only when there is something to say.
  expect(text).not.toMatch(/Socket errors|Non-2xx/);
  expect(heard.length).toBeGreaterThan(20);
});
