import { describe, expect, it } from 'vitest';
import { parseOne } from '../../test/parse-every-way.ts';

function head(version: string, lines: string) {
  return parseOne(`GET / ${version}\r\nHost: h\r\n${lines}\r\n`).head;
}

describe('persistence (RFC 9112 §9.3)', () => {
  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: Close\r\n', false],
    ['HTTP/1.1', 'Connection: keep-alive, CLOSE\r\n', false],
    ['HTTP/1.1', 'Connection: x\r\nConnection: close\r\n', false],
    ['HTTP/1.1', 'Connection: closed\r\n', true],
    ['HTTP/1.1', 'Connection: x,\tclose\t\r\n', false],
    ['HTTP/1.1', 'Connection: close\xa0\r\n', true],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: keep-alive\r\n', true],
    ['HTTP/1.0', 'Connection: Keep-Alive , x\r\n', true],
    ['HTTP/1.0', 'Connection: keep-alive, close\r\n', false],
    ['HTTP/1.0', 'Connection: x\r\n', false],
  ])('is, in %s with %j, %s', (version, lines, isPersistent) => {
    expect(head(version, lines).isPersistent).toBe(isPersistent);
  });
});

describe('a wish to upgrade (RFC 9110 §7.8)', () => {
  it.each([
    ['HTTP/1.1', 'Connection: Upgrade\r\nUpgrade: websocket\r\n', ['websocket']],
    ['HTTP/1.1', 'Connection: keep-alive, upgrade\r\nUpgrade: a/1 , b\r\nUpgrade: c\r\n', ['a/1', 'b', 'c']],
    ['HTTP/1.1', 'Connection: Upgrade\r\nUpgrade: a\xa0,,b\r\n', ['a\xa0', 'b']],
    ['HTTP/1.1', 'Upgrade: websocket\r\n', []],
    ['HTTP/1.1', 'Connection: Upgrade\r\n', []],
    ['HTTP/1.0', 'Connection: Upgrade\r\nUpgrade: websocket\r\n', []],
  ])('is, in %s with %j, %j', (version, lines, upgrades) => {
    expect(head(version, lines).upgrades).toEqual(upgrades);
  });

  it('is not heard with a body', () => {
    const lines = 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n';
    expect(parseOne(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\na`).head.upgrades).toEqual([]);
  });
});
