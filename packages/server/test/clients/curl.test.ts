import { describe, expect } from 'vitest';
import { start } from '../start.ts';
import { connectionsOf, echo, type Heard } from './echo.ts';
import { itWith, run } from './tool.ts';

const LARGE = 'x'.repeat(300_000);

describe('curl', () => {
  itWith('curl', 'asks three times on one connection', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    await run('curl', ['-sS', '--fail', `${url}/1`, `${url}/chunks`, `${url}/3`]);
    expect(heard.map(({ target }) => target)).toEqual(['/1', '/chunks', '/3']);
    expect(connectionsOf(heard)).toBe(1);
  });

  itWith('curl', 'reads an answer of no known length in HTTP/1.0', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const text = await run('curl', ['-sS', '--fail', '--http1.0', `${url}/chunks`]);
    expect(JSON.parse(text)).toEqual(heard[0]);
    expect(heard[0]?.protocol).toBe('HTTP/1.0');
  });

  itWith('curl', 'uploads in chunks', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    await run('curl', ['-sS', '--fail', '-T', '-', '-o', '/dev/null', `${url}/up`], LARGE);
    expect(heard).toMatchObject([{ method: 'PUT', target: '/up', body: LARGE }]);
  });

  itWith('curl', 'is told to continue before it sends a body', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const args = ['-sS', '--fail', '-v', '-H', 'Expect: 100-continue', '--expect100-timeout', '50'];
    const text = await run('curl', [...args, '--data-binary', '@-', '-o', '/dev/null', url], LARGE);
    expect(text).toContain('HTTP/1.1 100 Continue');
    expect(heard).toMatchObject([{ method: 'POST', body: LARGE }]);
  });

  itWith('curl', 'sends no body when the answer comes instead of a 100', async () => {
    const { url } = await start((_, startResponse) => {
      startResponse('403 Forbidden', []);
      return [];
    });
    const args = ['-sS', '-v', '-H', 'Expect: 100-continue', '--expect100-timeout', '50', '--data-binary', '@-'];
    const text = await run('curl', [...args, '-w', '%{http_code} %{size_upload}', url], LARGE);
    expect(text).toContain('403 0');
  });

  itWith('curl', 'gets no body for HEAD', async () => {
    const { url } = await start(echo([]));
    expect(await run('curl', ['-sS', '--fail', '-I', url])).toContain('HTTP/1.1 200 OK');
  });
});
