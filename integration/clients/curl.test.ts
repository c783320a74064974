import { runChild } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectionsOf, echo, type Heard } from '../../packages/server/test/clients/echo.ts';
import { serverOf } from '../server-of.ts';

const LARGE = 'x'.repeat(300_000);

describe('curl', () => {
  it('asks three times on one connection', async () => {
    const heard: Heard[] = [];
    const { url } = await serverOf(onTestFinished, echo(heard));
    await runChild(onTestFinished, 'curl', ['-sS', '--fail', `${url}/1`, `${url}/chunks`, `${url}/3`]);
    expect(heard.map(({ target }) => target)).toEqual(['/1', '/chunks', '/3']);
    expect(connectionsOf(heard)).toBe(1);
  });

  it('reads an answer of no known length in HTTP/1.0', async () => {
    const heard: Heard[] = [];
    const { url } = await serverOf(onTestFinished, echo(heard));
    const text = await runChild(onTestFinished, 'curl', ['-sS', '--fail', '--http1.0', `${url}/chunks`]);
    expect(JSON.parse(text)).toEqual(heard[0]);
    expect(heard[0]?.protocol).toBe('HTTP/1.0');
  });

  it('uploads in chunks', async () => {
    const heard: Heard[] = [];
    const { url } = await serverOf(onTestFinished, echo(heard));
    await runChild(onTestFinished, 'curl', ['-sS', '--fail', '-T', '-', '-o', '/dev/null', `${url}/up`], {
      input: LARGE,
    });
    expect(heard).toMatchObject([{ method: 'PUT', target: '/up', body: LARGE }]);
  });

  it('is told to continue before it sends a body', async () => {
    const heard: Heard[] = [];
    const { url } = await serverOf(onTestFinished, echo(heard));
    const args = ['-sS', '--fail', '-v', '-H', 'Expect: 100-continue', '--expect100-timeout', '50'];
    const text = await runChild(onTestFinished, 'curl', [...args, '--data-binary', '@-', '-o', '/dev/null', url], {
      input: LARGE,
    });
    expect(text).toContain('HTTP/1.1 100 Continue');
    expect(heard).toMatchObject([{ method: 'POST', body: LARGE }]);
  });

  it('sends no body when the answer comes instead of a 100', async () => {
    const { url } = await serverOf(onTestFinished, (_, startResponse) => {
      startResponse('403 Forbidden', []);
      return [];
    });
    const args = ['-sS', '-v', '-H', 'Expect: 100-continue', '--expect100-timeout', '50', '--data-binary', '@-'];
    const text = await runChild(onTestFinished, 'curl', [...args, '-w', '%{http_code} %{size_upload}', url], {
      input: LARGE,
    });
    expect(text).toContain('403 0');
  });

  it('gets no body for HEAD', async () => {
    const { url } = await serverOf(onTestFinished, echo([]));
    expect(await runChild(onTestFinished, 'curl', ['-sS', '--fail', '-I', url])).toContain('HTTP/1.1 200 OK');
  });

  it('names itself in a PROXY header', async () => {
    const app: Application = ({ REMOTE_ADDR, REMOTE_PORT }, startResponse) => {
      startResponse('200 OK', []);
      return [Buffer.from(`${REMOTE_ADDR} ${REMOTE_PORT}`)];
    };
    const { url } = await serverOf(onTestFinished, app, { proxyProtocol: ['127.0.0.0/8'] });
    expect(await runChild(onTestFinished, 'curl', ['-sS', '--haproxy-protocol', url])).toMatch(/^127\.0\.0\.1 \d+$/);
  });
});
