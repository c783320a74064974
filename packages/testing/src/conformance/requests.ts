/** Requests and applications that the cases share. */
import type { Application, HeaderList } from '@tsgi/protocol';

/** A request without a body, as bytes. */
export function get(target: string, ...lines: readonly string[]): string {
  return request('GET', target, lines);
}

/** A request with a body and its length. */
export function post(target: string, body: string, ...lines: readonly string[]): string {
  return request('POST', target, [...lines, `Content-Length: ${body.length}`]) + body;
}

/** A request whose body is chunked. */
export function postChunks(target: string, chunks: readonly string[], trailers: readonly string[] = []): string {
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const end = `0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`;
  return request('POST', target, ['Transfer-Encoding: chunked']) + body + end;
}

/** The head of a request of any method. */
export function request(method: string, target: string, lines: readonly string[] = []): string {
  return `${method} ${target} HTTP/1.1\r\nHost: conformance.example\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

export const PLAIN: HeaderList = [['Content-Type', 'text/plain']];

export function encode(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Answers every request with the same text. */
export function answering(text: string, status = '200 OK', headers: HeaderList = PLAIN): Application {
  return (_, startResponse) => {
    startResponse(status, headers);
    return [encode(text)];
  };
}

/** Answers with the environ's values that have a form in JSON. */
export const reporting: Application = (environ, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'application/json']]);
  return [Buffer.from(JSON.stringify(environ))];
};

/** Reads what {@link reporting} has answered. Its text is UTF-8 in bytes. */
export function reported(body: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'));
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
