import { describe, expect, it } from 'vitest';
import { parseAuthority } from './authority.ts';

describe('an authority (RFC 3986 §3.2)', () => {
  it.each([
    ['example.com', 'example.com', ''],
    ['example.com:8080', 'example.com', '8080'],
    ['example.com:', 'example.com', ''],
    ['127.0.0.1:65535', '127.0.0.1', '65535'],
    ["a_b~!$&'()*+,;=", "a_b~!$&'()*+,;=", ''],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', ''],
    ['%C3%BC.example', '%C3%BC.example', ''],
    ['[::1]', '::1', ''],
    ['[::]:0', '::', '0'],
    ['[2001:db8:0:0:0:0:0:1]:443', '2001:db8:0:0:0:0:0:1', '443'],
    ['[::ffff:192.0.2.1]', '::ffff:192.0.2.1', ''],
    ['', '', ''],
  ])('takes %s apart', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ text, host, port });
  });

  it.each([
    'a b',
    'a/b',
    'a@b',
    'user:secret@b',
    'a?b',
    'a#b',
    'a\\b',
    'a:b',
    'a:1:2',
    'a:-1',
    'a:65536',
    ':80',
    'a,b:80/',
    '%',
    '%zz',
    '\xfc.example',
    '[::1',
    '::1',
    '[]',
    '[::1]x',
    '[1:2:3]',
    '[1::2::3]',
    '[1:2:3:4:5:6:7:8:9]',
    '[::1:2:3:4:5:6:7:8]',
    '[::12345]',
    '[::256.1.1.1]',
    '[::1.1.1]',
    '[fe80::1%25eth0]',
    '[v1.a]',
    'a'.repeat(1001),
  ])('refuses %j', (text) => {
    expect(parseAuthority(text)).toBeUndefined();
  });
});
