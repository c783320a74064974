import { describe, expect, it } from 'vitest';
import { createEnviron } from './create-environ.ts';

const FINISH = { status: 200, headers: [], bytes: 0, error: undefined, aborted: false };

describe('the exchange of an environ', () => {
  it('aborts with the reason given, and with an AbortError for a client that leaves', () => {
    const first = createEnviron()['tsgi.exchange'];
    first.abort('too slow');
    expect(first.signal.reason).toBe('too slow');
    const second = createEnviron()['tsgi.exchange'];
    second.disconnect();
    expect(second.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('does not abort when the response has ended', () => {
    const exchange = createEnviron()['tsgi.exchange'];
    exchange.end(FINISH);
    exchange.abort();
    expect(exchange.signal.aborted).toBe(false);
  });

  it('calls onFinish callbacks once, the newest first, and late ones at once', () => {
    const exchange = createEnviron()['tsgi.exchange'];
    const seen: string[] = [];
    exchange.onFinish(() => seen.push('first'));
    exchange.onFinish(() => seen.push('second'));
    exchange.end(FINISH);
    exchange.end({ ...FINISH, status: 500 });
    exchange.onFinish(({ status }) => seen.push(`late ${status}`));
    expect(seen).toEqual(['second', 'first', 'late 200']);
    expect(exchange.finish).toEqual(FINISH);
  });

  it('logs a callback that throws, and calls the others', () => {
    const environ = createEnviron();
    const seen: string[] = [];
    environ['tsgi.exchange'].onFinish(() => seen.push('called'));
    environ['tsgi.exchange'].onFinish(() => {
      throw new Error('broken callback');
    });
    environ['tsgi.exchange'].end(FINISH);
    expect(seen).toEqual(['called']);
    expect(environ['tsgi.errors'].text).toContain('broken callback');
  });

  it('drains by itself and with whoever made it', () => {
    const own = createEnviron()['tsgi.exchange'];
    own.drain();
    expect(own.draining.aborted).toBe(true);
    const server = new AbortController();
    const { draining } = createEnviron({ draining: server.signal })['tsgi.exchange'];
    expect(draining.aborted).toBe(false);
    server.abort();
    expect(draining.aborted).toBe(true);
  });

  it('keeps early hints, and checks them', () => {
    const exchange = createEnviron()['tsgi.exchange'];
    exchange.earlyHints?.([['Link', '</a.css>; rel=preload']]);
    expect(() => exchange.earlyHints?.([['Link', 'a\r\nb']])).toThrow(
      expect.objectContaining({ code: 'header-value-invalid' }),
    );
    expect(exchange.sentHints).toEqual([[['Link', '</a.css>; rel=preload']]]);
    expect('earlyHints' in createEnviron({ protocol: 'HTTP/1.0' })['tsgi.exchange']).toBe(false);
  });

  it('registers an upgrade to the first protocol offered, or to one of them', () => {
    const exchange = createEnviron({ headers: { Upgrade: 'websocket, h2c' } })['tsgi.exchange'];
    const handler = (): void => undefined;
    exchange.upgrade?.(handler);
    expect(exchange.registered).toEqual({ handler, protocol: 'websocket', raw: false });
    exchange.upgrade?.(handler, { protocol: 'h2c', raw: true });
    expect(exchange.registered).toEqual({ handler, protocol: 'h2c', raw: true });
    expect(() => exchange.upgrade?.(handler, { protocol: 'irc' })).toThrow(
      expect.objectContaining({ code: 'upgrade-invalid' }),
    );
  });
});
