/** A file of its own, since it waits for as long as workers are tried again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildCommand, folderWith, startCommand } from './command.ts';

it('a worker that is to be replaced goes on when none of those that would replace it comes to serve', async () => {
  const app = 'export default (environ, startResponse) => (startResponse("200 OK", []), [Buffer.from("one")]);';
  const folder = folderWith({ 'app.js': app });
  const bin = await buildCommand('serve-persists');
  const command = startCommand(bin, ['serve', 'app.js', '--port', '0', '--max-requests', '1'], { folder });
  const [, url = ''] = await command.says(/serving app\.js on (\S+), worker/);
  writeFileSync(join(folder, 'app.js'), 'throw new Error("broken");');
  expect(await ask(url)).toBe('one');
  await command.says(/is replaced: it has had its number of requests/);
  await command.says(/new workers keep dying: those that they were to replace go on/);
  expect(command.stderr.match(/cannot be loaded: Error: broken/g)?.length).toBeGreaterThan(5);
  writeFileSync(join(folder, 'app.js'), app.replace('one', 'two'));
  // It asks again, now that it has had as many once more.
  let answer = await ask(url);
  expect(answer).toBe('one');
  while (answer === 'one') answer = await ask(url);
  expect(answer).toBe('two');
});

async function ask(url: string): Promise<string> {
  return (await fetch(url, { headers: { Connection: 'close' } })).text();
}
