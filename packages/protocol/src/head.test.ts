import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertHead } from './head.ts';
import type { HeaderList } from './header-list.ts';

describe('assertHead', () => {
  it.each(['200 OK', '404 Not Found', '299 x', '500 caf\xe9', '101 Switching Protocols', "418 I'm\ta teapot"])(
    'accepts the status %j',
    (status) => {
      expect(() => assertHead(status, [])).not.toThrow();
    },
  );

  it.each([
    '200',
    '200 ',
    'OK',
    '20X OK',
    '200OK',
    '99 Low',
    '600 High',
    '100 Continue',
    '200 OK ',
    '200  OK',
    '200 a\r\nb',
    '200 \u010a',
    200,
    null,
  ])('refuses the status %j', (status) => {
    expect(() => assertHead(status as string, [])).toThrow(expect.objectContaining({ code: 'status-invalid' }));
  });

  it.each<[string, unknown]>([
    ['headers-invalid', null],
    ['headers-invalid', 'Content-Type: text/plain'],
    ['headers-invalid', { 'Content-Type': 'text/plain' }],
    ['headers-invalid', new Map()],
    ['headers-invalid', [['A']]],
    ['headers-invalid', [['A', 'b', 'c']]],
    ['headers-invalid', ['Ab']],
    ['headers-invalid', [['A', 1]]],
    ['headers-invalid', [['A', undefined]]],
    ['header-name-invalid', [['', 'a']]],
    ['header-name-invalid', [['A B', 'a']]],
    ['header-name-invalid', [['A:', 'a']]],
    ['header-name-invalid', [['A\r\nB', 'a']]],
    ['header-name-invalid', [['\xc4', 'a']]],
    ['header-value-invalid', [['A', 'a\r\nSet-Cookie: b']]],
    ['header-value-invalid', [['A', 'a\nb']]],
    ['header-value-invalid', [['A', 'a\0b']]],
    ['header-value-invalid', [['A', '\u010d\u010aSet-Cookie: b']]],
    ['header-value-invalid', [['A', ' a']]],
    ['header-value-invalid', [['A', 'a ']]],
    ['header-value-invalid', [['A', 'a\x7f']]],
    ['header-forbidden', [['Connection', 'close']]],
    ['header-forbidden', [['transfer-encoding', 'chunked']]],
    ['header-forbidden', [['Keep-Alive', 'timeout=5']]],
    ['header-forbidden', [['Upgrade', 'websocket']]],
    ['header-forbidden', [['Trailer', 'X']]],
    ['header-forbidden', [['Status', '200 OK']]],
    ['content-length-invalid', [['Content-Length', '-1']]],
    ['content-length-invalid', [['Content-Length', '+1']]],
    ['content-length-invalid', [['Content-Length', '1.5']]],
    ['content-length-invalid', [['Content-Length', '']]],
    [
      'content-length-invalid',
      [
        ['Content-Length', '1'],
        ['content-length', '1'],
      ],
    ],
  ])('refuses with %s the headers %j', (code, headers) => {
    expect(() => assertHead('200 OK', headers as HeaderList)).toThrow(expect.objectContaining({ code }));
  });

  it('accepts every latin-1 value without controls', () => {
    const headers: HeaderList = [
      ['X-Text', 'caf\xe9\tau lait'],
      ['X-Empty', ''],
      ["x-!#$%&'*+.^_`|~", '0'],
      ['Content-Length', '0'],
    ];
    expect(() => assertHead('200 OK', headers)).not.toThrow();
  });

  it('lets nothing through that would start another line, or change when it is encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        try {
          assertHead('200 OK', [['X', value]]);
        } catch {
          return;
        }
        expect(Buffer.from(value, 'latin1').toString('latin1')).toBe(value);
        expect(value).not.toMatch(/[\r\n\0]/);
      }),
    );
  });

  it('lets a 426 name in Upgrade what the server would speak, and nothing else (RFC 9110 §15.5.22)', () => {
    expect(() => assertHead('426 Upgrade Required', [['Upgrade', 'websocket']])).not.toThrow();
    expect(() => assertHead('426 Upgrade Required', [['Connection', 'upgrade']])).toThrow(
      expect.objectContaining({ code: 'header-forbidden' }),
    );
    expect(() => assertHead('101 Switching Protocols', [['Upgrade', 'websocket']])).toThrow(
      expect.objectContaining({ code: 'header-forbidden' }),
    );
  });

  it('keeps refusing a name that it has refused before', () => {
    for (let time = 0; time < 2; time++) {
      expect(() => assertHead('200 OK', [['Upgrade', 'x']])).toThrow(
        expect.objectContaining({ code: 'header-forbidden' }),
      );
    }
  });
});
