/** The headers in which proxies say what they were asked, read as one list: the client first, the nearest proxy last. */
import { isIP } from 'node:net';
import { badRequest, type HttpError } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { plainAddress } from './address-list.ts';

/** One of the `X-Forwarded-*` headers. */
export type ForwardedField = 'for' | 'proto' | 'host' | 'port' | 'prefix';

/** What one proxy says of the request that came to it. */
export interface Hop {
  /** Who asked it, as it stands there: see {@link addressOf}. */
  readonly client: string | undefined;
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly prefix: string | undefined;
}

/**
 * Reads `X-Forwarded-*`. A proxy adds its word at the end of each list, or puts one word in the place of all: a list
 * of one holds for every hop.
 * @param fields those that the proxies set; the others are the client's own
 * @throws HttpError 400
 */
export function parseXForwarded(environ: Environ, fields: readonly ForwardedField[]): readonly Hop[] {
  const given = (field: ForwardedField, header: string | undefined): readonly string[] =>
    header === undefined || !fields.includes(field) ? [] : header.split(',').map((word) => word.trim());
  const addresses = given('for', environ.HTTP_X_FORWARDED_FOR);
  const others = {
    scheme: given('proto', environ.HTTP_X_FORWARDED_PROTO),
    host: given('host', environ.HTTP_X_FORWARDED_HOST),
    port: given('port', environ.HTTP_X_FORWARDED_PORT),
    prefix: given('prefix', environ.HTTP_X_FORWARDED_PREFIX),
  };
  const count = Math.max(addresses.length, ...Object.values(others).map((list) => Math.min(list.length, 1)));
  if (count > mostHops) throw tooMany();
  return Array.from({ length: count }, (_, index) => {
    const fromEnd = count - 1 - index;
    const word = (list: readonly string[]) => (list.length === 1 ? list[0] : list[list.length - 1 - fromEnd]);
    return {
      client: addresses[addresses.length - 1 - fromEnd],
      scheme: word(others.scheme)?.toLowerCase(),
      host: word(others.host),
      port: word(others.port),
      prefix: word(others.prefix),
    };
  });
}

/** Reads `Forwarded` (RFC 7239 §4). @throws HttpError 400 */
export function parseForwarded(environ: Environ): readonly Hop[] {
  const header = environ.HTTP_FORWARDED;
  if (header === undefined) return [];
  const hops: Hop[] = [];
  let pairs = new Map<string, string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < header.length) {
    const [found, name, token, quoted, end] = PAIR.exec(header) ?? [];
    if (found === undefined) throw unreadable();
    if (name !== undefined) {
      const key = name.toLowerCase();
      if (pairs.has(key)) throw unreadable();
      pairs.set(key, token ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
    }
    // Behind the last semicolon there may be nothing more.
    if (end === ';' && PAIR.lastIndex < header.length) continue;
    if (pairs.size > 0) hops.push(hopOf(pairs));
    if (hops.length > mostHops) throw tooMany();
    pairs = new Map();
  }
  return hops;
}

/** One pair or none, and what ends it: `;` for the same hop, `,` for the next one. */
const PAIR =
  /[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z:[\]-]+)|"((?:[^"\\]|\\.)*)"))?[ \t]*(;|,|$)/y;

function hopOf(pairs: ReadonlyMap<string, string>): Hop {
  return {
    client: pairs.get('for'),
    scheme: pairs.get('proto')?.toLowerCase(),
    host: pairs.get('host'),
    port: undefined,
    prefix: undefined,
  };
}

/**
 * An address, which may have a port behind it; `undefined` for a name that hides it (`unknown`, `_hidden`, RFC 7239 §6).
 * @throws HttpError 400
 */
export function addressOf(text: string): string | undefined {
  if (/^(?:unknown|_[\w.-]*)$/i.test(text)) return undefined;
  const [, v6, v4] = /^(?:\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+)(?::[0-9]{1,5})?)$/.exec(text) ?? [];
  const address = plainAddress(v6 ?? v4 ?? text);
  if (isIP(address) === 0) throw unreadable();
  return address;
}

/** No chain of proxies is longer; a longer list is somebody's who wants it walked. */
const mostHops = 32;

function unreadable(): HttpError {
  return badRequest({ code: 'forwarded-invalid', message: 'The proxy sends a list of addresses that cannot be read' });
}

function tooMany(): HttpError {
  return badRequest({ code: 'forwarded-invalid', message: `The request went through more than ${mostHops} proxies` });
}
