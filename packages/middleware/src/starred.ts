/** What may be shown of names and values: those that sound like secrets have stars for a value. */
export function starred(
  entries: Iterable<readonly [name: string, value: string]>,
  secrets: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  const named = new Set(secrets.map(plainName));
  const isSecret = (name: string): boolean => SECRET.test(name) || named.has(plainName(name));
  return Array.from(entries, ([name, value]) => [
    name,
    isSecret(name) ? '********' : withoutCredentials(value, isSecret),
  ]);
}

/** One name for a header and its key in the environ. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^http-/, '');
}

const SECRET =
  /auth|cookie|secret|token|passw|pwd|api[-_]?key|private|credential|signature|session|csrf|jwt|ssl_client_cert$/i;

/** A value as it may be shown: without the password of `postgres://user:password@host`, and the secrets of a query in it. */
function withoutCredentials(value: string, isSecret: (name: string) => boolean): string {
  return value
    .replace(/(\w:\/\/[^/\s:@]*:)[^/\s@]*@/g, '$1********@')
    .replace(/([?&])([^=&?\s]{1,100})=[^&#\s]*/g, (found, sign: string, name: string) =>
      isSecret(name) ? `${sign}${name}=********` : found,
    );
}

/** A query with the values of its secrets starred out, and the rest as it was sent. Begins with `?` unless it is empty. */
export function starredQuery(query: string, secrets: readonly string[] = []): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = ''] = pair.split('=', 1);
    const [[, value] = ['', '']] = starred([[name, '']], secrets);
    return value === '' ? pair : `${name}=${value}`;
  });
  return `?${pairs.join('&')}`;
}

/** A request target with the values of the secrets in its query starred out: what a log may hold. */
export function starredTarget(target: string, secrets: readonly string[] = []): string {
  const at = target.indexOf('?');
  return at === -1 ? target : target.slice(0, at) + starredQuery(target.slice(at + 1), secrets);
}
