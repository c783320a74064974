/** Reverse proxies in front, each keeping its connections to the server. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectionsOf, echo, type Heard } from '../../packages/server/test/clients/echo.ts';
import { serverOf } from '../server-of.ts';
import { throughHaproxy } from './haproxy.ts';
import { throughNginx } from './nginx.ts';

/** A server behind a proxy: the URL of the proxy. */
type Front = (heard: Heard[]) => Promise<string>;

const fronts: readonly (readonly [string, Front])[] = [
  ['nginx', async (heard) => throughNginx(onTestFinished, await upstream(heard))],
  ['HAProxy', async (heard) => throughHaproxy(onTestFinished, 'http', await upstream(heard))],
];

async function upstream(heard: Heard[]): Promise<string> {
  return new URL((await serverOf(onTestFinished, echo(heard))).url).host;
}

describe.each(fronts)('behind %s', (_name, front) => {
  it('passes requests on over kept connections', async () => {
    const heard: Heard[] = [];
    const url = await front(heard);
    for (let i = 0; i < 20; i++) {
      const answer = await fetch(`${url}/${i % 4 === 0 ? 'chunks' : i}?a=%2F`);
      expect(((await answer.json()) as Heard).target).toBe(`/${i % 4 === 0 ? 'chunks' : i}?a=%2F`);
    }
    expect(heard).toHaveLength(20);
    expect(connectionsOf(heard)).toBe(1);
    expect(heard.every(({ protocol }) => protocol === 'HTTP/1.1')).toBe(true);
  });

  it('passes bodies on, with a length and in chunks', async () => {
    const url = await front([]);
    const body = 'x'.repeat(200_000);
    const whole = await fetch(url, { method: 'POST', body });
    expect(((await whole.json()) as Heard).body).toBe(body);
    const stream = new Blob([body]).stream();
    const chunked = await fetch(url, { method: 'PUT', body: stream, duplex: 'half' });
    expect(((await chunked.json()) as Heard).body).toBe(body);
  });

  it('answers many clients at once', async () => {
    const url = await front([]);
    const asking = Array.from({ length: 60 }, async (_, i) => {
      const answer = await fetch(`${url}/${i}`, { method: 'POST', body: String(i) });
      return ((await answer.json()) as Heard).body;
    });
    expect(await Promise.all(asking)).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
  });
});
