/** The head of a request, strictly (RFC 9112 §3 and §5). */
import type { HeaderList } from '@tsgi/protocol';

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: 'HTTP/1.0' | 'HTTP/1.1';
  readonly headers: HeaderList;
  readonly length: number | undefined;
  readonly isChunked: boolean;
  /** Tokens of `Connection`, in lower case. */
  readonly connection: readonly string[];
}

const LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) (HTTP\/1\.[01])$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/;

/** Takes a head apart; `undefined` is a 400. */
export function parseHead(text: string): RequestHead | undefined {
  const [line = '', ...fields] = text.slice(0, -4).split('\r\n');
  const [, method = '', target = '', version] = LINE.exec(line) ?? [];
  const headers = fields.map((field): readonly [string, string] | undefined => {
    const match = FIELD.exec(field);
    return match === null ? undefined : [match[1] ?? '', match[2] ?? ''];
  });
  if ((version !== 'HTTP/1.0' && version !== 'HTTP/1.1') || target.includes('#')) return undefined;
  if (!headers.every((field) => field !== undefined)) return undefined;
  const all = (name: string): readonly string[] =>
    headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  const lengths = all('content-length');
  const codings = all('transfer-encoding');
  if (all('host').length > 1 || (version === 'HTTP/1.1' && all('host').length === 0)) return undefined;
  if (lengths.length > 1 || lengths.some((length) => !/^[0-9]{1,15}$/.test(length))) return undefined;
  if (codings.length > 0 && (lengths.length > 0 || codings.join().toLowerCase() !== 'chunked')) return undefined;
  return {
    method,
    target,
    version,
    headers,
    length: lengths[0] === undefined ? undefined : Number(lengths[0]),
    isChunked: codings.length > 0,
    connection: all('connection').flatMap((value) => value.toLowerCase().split(/[\t ]*,[\t ]*/)),
  };
}
