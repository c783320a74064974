/** Whether a connection stays open after a request, as far as the client says (RFC 9112 §9.3). */
import { trimBlanks } from './blanks.ts';
import type { HttpVersion } from './request-line.ts';

/** What the `Connection` field of a request asks for. */
export interface ConnectionOptions {
  readonly isPersistent: boolean;
  /** It names `upgrade` (RFC 9110 §7.8). */
  readonly isUpgrade: boolean;
}

/** Reads `Connection`: a list of tokens, in any case (RFC 9110 §7.6.1). */
export function connectionOptions(version: HttpVersion, connection: string | undefined): ConnectionOptions {
  const isModern = version === 'HTTP/1.1';
  if (connection === undefined) return isModern ? STAYS : CLOSES;
  if (connection === 'keep-alive') return STAYS;
  const options = connection.split(',').map((option) => trimBlanks(option, 0, option.length).toLowerCase());
  // §9.3: `close` wins; then 1.1 stays, and 1.0 stays when it asks.
  return {
    isPersistent: !options.includes('close') && (isModern || options.includes('keep-alive')),
    isUpgrade: options.includes('upgrade'),
  };
}

const STAYS: ConnectionOptions = { isPersistent: true, isUpgrade: false };
const CLOSES: ConnectionOptions = { isPersistent: false, isUpgrade: false };
