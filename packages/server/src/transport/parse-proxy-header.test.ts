import { runs } from '@tsgi/harness';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProxyHeader } from './parse-proxy-header.ts';
import { ProxyHeaderError } from './proxy-header.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const REST = Buffer.from('GET / HTTP/1.1\r\n');

/** Version 2: command, family and transport, then the block with its length before it. */
function binary(command: string, family: string, block: string, length = block.length / 2): Buffer {
  return Buffer.from(`${SIGNATURE}${command}${family}${length.toString(16).padStart(4, '0')}${block}`, 'hex');
}

function text(line: string): Buffer {
  return Buffer.from(line, 'latin1');
}

function codeOf(bytes: Uint8Array): string {
  try {
    return parseProxyHeader(bytes) === undefined ? 'incomplete' : 'parsed';
  } catch (error) {
    if (error instanceof ProxyHeaderError) return error.code;
    throw error;
  }
}

const proxied = (source: string, sourcePort: string, destination: string, port: string, isSecure = false) => ({
  kind: 'proxied',
  source: { address: source, port: sourcePort },
  destination: { address: destination, port },
  isSecure,
});

const IPV4 = 'c0000201c6336401dc0401bb';
const IPV6 = `20010db8${'00'.repeat(11)}0120010db8${'00'.repeat(11)}02dc0401bb`;
const local = { kind: 'local' };

describe('parseProxyHeader', () => {
  it.each([
    [text('PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n'), proxied('192.0.2.1', '56324', '198.51.100.1', '443')],
    [text('PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n'), proxied('255.255.255.255', '65535', '0.0.0.0', '0')],
    [text('PROXY TCP6 2001:DB8:0:0::1 ::1 1 2\r\n'), proxied('2001:db8::1', '1', '::1', '2')],
    [text('PROXY TCP6 ::ffff:192.0.2.1 ::ffff:c633:6401 1 2\r\n'), proxied('192.0.2.1', '1', '198.51.100.1', '2')],
    [text('PROXY UNKNOWN\r\n'), local],
    [text('PROXY UNKNOWN ffff::1 what ever it says\r\n'), local],
    [binary('21', '11', IPV4), proxied('192.0.2.1', '56324', '198.51.100.1', '443')],
    [binary('21', '21', IPV6), proxied('2001:db8::1', '56324', '2001:db8::2', '443')],
    [
      binary('21', '21', `${'00'.repeat(10)}ffffc0000201${'00'.repeat(16)}00010002`),
      proxied('192.0.2.1', '1', '::', '2'),
    ],
    [
      binary('21', '31', '2f61'.padEnd(432, '0')),
      { kind: 'proxied', source: undefined, destination: undefined, isSecure: false },
    ],
    // PP2_TYPE_ALPN, then PP2_TYPE_SSL with and without PP2_CLIENT_SSL.
    [
      binary('21', '11', `${IPV4}01000268322000050100000000`),
      proxied('192.0.2.1', '56324', '198.51.100.1', '443', true),
    ],
    [binary('21', '11', `${IPV4}2000050600000000`), proxied('192.0.2.1', '56324', '198.51.100.1', '443')],
    [binary('21', '11', `${IPV4}200000`), proxied('192.0.2.1', '56324', '198.51.100.1', '443')],
    [binary('21', '00', ''), local],
    [binary('21', '00', '040000'), local],
    [binary('20', '00', ''), local],
    [binary('20', '11', IPV4), local],
    [binary('20', 'ff', 'ffff'), local],
  ])('reads %j, whole, in pieces of any size, and nothing behind it', (bytes, header) => {
    expect(parseProxyHeader(bytes)).toEqual({ header, length: bytes.length });
    expect(parseProxyHeader(Buffer.concat([bytes, REST]))).toEqual({ header, length: bytes.length });
    for (let end = 0; end < bytes.length; end++) expect(parseProxyHeader(bytes.subarray(0, end))).toBeUndefined();
  });

  it.each([
    ['signature', text('GET / HTTP/1.1\r\n')],
    ['signature', text('PROXX')],
    ['signature', text('PUT')],
    ['signature', text('proxy TCP4')],
    ['signature', text('\r\n\r\nG')],
    ['signature', Buffer.of(0x16, 0x03, 0x01)],
    ['text', text('PROXY \r\n')],
    ['text', text('PROXY TCP5 1.1.1.1 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY tcp4 1.1.1.1 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY  TCP4 1.1.1.1 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1  2.2.2.2 1 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 1 2 \r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 1 65536\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 +1 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.256 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.01 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY TCP4 ::1 2.2.2.2 1 2\r\n')],
    ['text', text('PROXY TCP6 1.1.1.1 ::1 1 2\r\n')],
    ['text', text('PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n')],
    ['text', text('PROXY TCP4 1.1.1.1 2.2.2.2 1 2\nGET / HTTP/1.1\r\n')],
    ['text', text(`PROXY UNKNOWN ${'x'.repeat(93)}`)],
    ['binary', binary('11', '11', IPV4)],
    ['binary', binary('22', '11', IPV4)],
    ['binary', binary('21', '12', IPV4)],
    ['binary', binary('21', '41', IPV4)],
    ['length', binary('21', '11', IPV4.slice(2))],
    ['length', binary('21', '21', IPV4)],
    ['length', binary('21', '31', IPV4)],
    ['length', binary('21', '11', `${IPV4}20`)],
    ['length', binary('21', '11', `${IPV4}200001`)],
    ['length', binary('21', '11', `${IPV4}20000101ff`)],
    ['too-long', binary('21', '11', IPV4, 4081)],
    ['too-long', binary('20', '11', IPV4, 65_535)],
  ])('refuses as %s %j', (code, bytes) => {
    expect(codeOf(bytes)).toBe(code);
    // More bytes do not mend it, and fewer are refused or not complete, but never taken.
    expect(codeOf(Buffer.concat([bytes, REST]))).toBe(code);
    for (let end = 0; end < bytes.length; end++) expect(codeOf(bytes.subarray(0, end))).toBeOneOf(['incomplete', code]);
  });

  it('refuses what is no header at its first wrong byte', () => {
    expect(codeOf(text('G'))).toBe('signature');
    expect(codeOf(text('PROXy'))).toBe('signature');
    expect(codeOf(Buffer.of(0x0d, 0x0d))).toBe('signature');
    expect(codeOf(Buffer.from(`${SIGNATURE}31`, 'hex'))).toBe('binary');
  });

  const endpoint = fc.tuple(fc.ipV4(), fc.nat(65_535));

  it('finds the same in both versions', () => {
    fc.assert(
      fc.property(endpoint, endpoint, ([source, sourcePort], [destination, port]) => {
        const bytes = (address: string): number[] => address.split('.').map(Number);
        const ports = Buffer.alloc(4);
        ports.writeUInt16BE(sourcePort, 0);
        ports.writeUInt16BE(port, 2);
        const block = Buffer.concat([Buffer.from([...bytes(source), ...bytes(destination)]), ports]).toString('hex');
        const expected = proxied(source, String(sourcePort), destination, String(port));
        const line = text(`PROXY TCP4 ${source} ${destination} ${sourcePort} ${port}\r\n`);
        expect(parseProxyHeader(line)?.header).toEqual(expected);
        expect(parseProxyHeader(binary('21', '11', block))?.header).toEqual(expected);
      }),
    );
  });

  it('never takes more than there is, and fails with nothing but its own error', () => {
    const begun = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', 'PROXY TCP6 1').map(text);
    const start = fc.oneof(
      begun,
      fc.constantFrom(`${SIGNATURE}2111000c`, `${SIGNATURE}2121`).map((hex) => Buffer.from(hex, 'hex')),
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const bytes = Buffer.concat([head, tail]);
        if (codeOf(bytes) === 'parsed') expect(parseProxyHeader(bytes)?.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: runs(2000) },
    );
  });
});
