/** A whole request head: line, target, fields, and what they mean together (RFC 9112 §3, §5, §6, §9). */
import { type Authority, parseAuthority } from './authority.ts';
import { trimBlanks } from './blanks.ts';
import type { HeaderFields } from './header-fields.ts';
import { connectionOptions } from './persistence.ts';
import { ProtocolError } from './protocol-error.ts';
import { type RequestFraming, requestFraming } from './request-framing.ts';
import type { HttpVersion, RequestLine } from './request-line.ts';
import { parseRequestTarget } from './request-target.ts';

export interface RequestHead {
  readonly method: string;
  /** As received. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly version: HttpVersion;
  /** The scheme of an absolute target. */
  readonly scheme: 'http' | 'https' | undefined;
  /** Whom the request is for: from the target, else from `Host`. `undefined` only in HTTP/1.0. */
  readonly authority: Authority | undefined;
  readonly fields: HeaderFields;
  readonly framing: RequestFraming;
  readonly isPersistent: boolean;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** The protocols that the client would switch to; empty when it asks for none, or may not. */
  readonly upgrades: readonly string[];
}

/**
 * Puts a request line and the fields behind it together.
 * @throws ProtocolError
 */
export function parseRequestHead(line: RequestLine, fields: HeaderFields): RequestHead {
  const { method, version } = line;
  const target = parseRequestTarget(line.target, method);
  const framing = contentFraming(method, version, fields);
  const options = connectionOptions(version, fields.connection);
  return {
    method,
    target: line.target,
    path: target.path,
    query: target.query,
    version,
    scheme: target.scheme,
    authority: addressed(version, fields.host, target.authority),
    fields: target.authority === undefined ? fields : withHost(fields, target.authority),
    framing,
    isPersistent: options.isPersistent,
    expectsContinue: expectsContinue(version, framing, fields.expect),
    upgrades: options.isUpgrade && version === 'HTTP/1.1' && framing.kind === 'none' ? protocols(fields.upgrade) : NONE,
  };
}

/** RFC 9110 §9.3.6: CONNECT has no content; what follows its head could be taken for the tunnel's bytes. */
function contentFraming(method: string, version: HttpVersion, fields: HeaderFields): RequestFraming {
  const framing = requestFraming(version, fields);
  if (method === 'CONNECT' && framing.kind !== 'none') {
    throw new ProtocolError('framing-ambiguous', 'CONNECT with content: where the body ends is not certain');
  }
  return framing;
}

const NONE: readonly string[] = [];

/** RFC 9112 §3.2: exactly one valid `Host` in 1.1; one at most, and valid, in 1.0. A target's authority replaces it. */
function addressed(
  version: HttpVersion,
  field: string | undefined,
  authority: Authority | undefined,
): Authority | undefined {
  if (field === undefined) {
    if (version === 'HTTP/1.1') throw new ProtocolError('host', 'Host is missing');
    return authority;
  }
  const host = parseAuthority(field);
  if (host === undefined) throw new ProtocolError('host', 'Host is not a host and a port');
  return authority ?? host;
}

/** §3.2.2: the field is ignored for the target's host, so that nobody behind this sees another one. */
function withHost(fields: HeaderFields, authority: Authority): HeaderFields {
  const at = fields.keys.indexOf('HTTP_HOST');
  const place = at === -1 ? fields.keys.length : at;
  const keys = fields.keys.slice();
  const values = fields.values.slice();
  keys[place] = 'HTTP_HOST';
  values[place] = authority.text;
  return { ...fields, keys, values };
}

/** RFC 9110 §10.1.1: ignored in HTTP/1.0 and without a body; anything but `100-continue` fails. */
function expectsContinue(version: HttpVersion, framing: RequestFraming, expect: string | undefined): boolean {
  if (expect === undefined || version === 'HTTP/1.0') return false;
  if (expect.toLowerCase() !== '100-continue') throw new ProtocolError('expectation', 'No such expectation');
  return framing.kind !== 'none';
}

/** RFC 9110 §7.8: protocols in order of preference. */
function protocols(upgrade: string | undefined): readonly string[] {
  if (upgrade === undefined) return NONE;
  return upgrade.split(',').flatMap((protocol) => trimBlanks(protocol, 0, protocol.length) || []);
}
