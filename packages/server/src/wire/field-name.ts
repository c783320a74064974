/**
 * Names of fields as senders spell them, and what each means here. Known spellings are looked up, not parsed.
 */
import { isHopByHop } from '@tsgi/protocol';

/** What the server does with a field, besides passing it on. */
type FieldRole =
  /** Passes it on. */
  | 'ordinary'
  /** Keeps it from the application: names that two readers spell the same, and what speaks of one connection only. */
  | 'left-out'
  | 'connection'
  | 'content-length'
  | 'content-type'
  | 'cookie'
  | 'expect'
  | 'host'
  | 'transfer-encoding'
  | 'upgrade';

/** The one record of a name, whatever its case. */
export interface FieldName {
  /** The key of the environ: `HTTP_USER_AGENT`. */
  readonly key: `HTTP_${string}`;
  readonly role: FieldRole;
  /** The last head in which it stood, by number: how a repeated field is noticed without a search. */
  lastHead: number;
  /** Whether this record is the only one of its name. */
  readonly isKept: boolean;
}

/** The record of a name as it was sent; `undefined` when it is not a token (RFC 9110 §5.1). */
export function fieldName(spelling: string): FieldName | undefined {
  return spellings.get(spelling) ?? learn(spelling);
}

// Bounded, since names may be hostile. What does not fit is parsed each time.
const spellings = new Map<string, FieldName>();
const names = new Map<string, FieldName>();
const MOST_SPELLINGS = 2000;
const LONGEST_KEPT = 64;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const ROLES: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ['connection', 'connection'],
  ['content-length', 'content-length'],
  ['content-type', 'content-type'],
  ['cookie', 'cookie'],
  ['expect', 'expect'],
  ['host', 'host'],
  ['transfer-encoding', 'transfer-encoding'],
  ['upgrade', 'upgrade'],
]);

function learn(spelling: string): FieldName | undefined {
  if (!TOKEN.test(spelling)) return undefined;
  const lower = spelling.toLowerCase();
  const isKept = spellings.size < MOST_SPELLINGS && spelling.length <= LONGEST_KEPT;
  const key: FieldName['key'] = `HTTP_${lower.toUpperCase().replaceAll('-', '_')}`;
  const name = names.get(lower) ?? { key, role: roleOf(lower), lastHead: 0, isKept };
  if (isKept) {
    spellings.set(spelling, name);
    names.set(lower, name);
  }
  return name;
}

function roleOf(lower: string): FieldRole {
  const role = ROLES.get(lower);
  if (role !== undefined) return role;
  // `X_Forwarded_For` would become the key of `X-Forwarded-For`; `Proxy` would become HTTP_PROXY, which HTTP clients
  // read as a setting ("httpoxy", CVE-2016-5385).
  return lower.includes('_') || lower === 'proxy' || isHopByHop(lower) ? 'left-out' : 'ordinary';
}
