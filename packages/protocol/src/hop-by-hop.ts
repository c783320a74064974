/**
 * Tells whether a header speaks of one connection only: it is the server's to send and to read, never an
 * application's. `Upgrade` and `Connection` with it: an upgrade goes through `exchange.upgrade`.
 * @param name a header name, in any case
 * @see RFC 9110 §7.6.1; PEP 3333 "Other HTTP Features"
 */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name.toLowerCase());
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
