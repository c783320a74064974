/** The Content-Security-Policy of a response: which of it a browser may load, run and send (W3C CSP Level 3). */
import { SecurityError } from './security-error.ts';

/**
 * Directives by name: the sources of each, as CSP spells them (`"'self'"`, `'https://cdn.example'`); an empty list for
 * one that takes none; `false` leaves a default one out.
 */
export type CspDirectives = Readonly<Record<string, readonly string[] | false>>;

/** What is sent where nothing else is said; `frame-ancestors` follows the option `frameOptions`. */
export const DEFAULT_DIRECTIVES: CspDirectives = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'upgrade-insecure-requests': [],
};

/**
 * The directives of `changes` in the place of those of `base`.
 * @throws SecurityError `options-invalid` for a name that browsers do not know, and a source that would end its
 *   directive, or be taken for the name of a host
 */
export function changeDirectives(base: CspDirectives, changes: CspDirectives): CspDirectives {
  for (const [name, sources] of Object.entries(changes)) {
    if (!DIRECTIVES.has(name)) throw wrong(`there is no directive '${name}'`);
    if (sources === false) continue;
    if (typeof sources === 'string') throw wrong(`${name} has a list of sources, not the text '${String(sources)}'`);
    for (const source of sources) {
      if (!SOURCE.test(source)) throw wrong(`${name} has no source '${source}': no spaces, commas and semicolons`);
      if (KEYWORD.test(source))
        throw wrong(`${name} has the host '${source}', for which browsers take it: "'${source}'"`);
    }
  }
  return { ...base, ...changes };
}

function wrong(what: string): SecurityError {
  return new SecurityError('options-invalid', `A Content-Security-Policy of which ${what}`);
}

/** CSP3 §6, and what other specifications add. */
const DIRECTIVES = new Set(
  (
    'base-uri child-src connect-src default-src fenced-frame-src font-src form-action frame-ancestors frame-src ' +
    'img-src manifest-src media-src object-src report-to report-uri require-trusted-types-for sandbox script-src ' +
    'script-src-attr script-src-elem style-src style-src-attr style-src-elem trusted-types upgrade-insecure-requests ' +
    'webrtc worker-src'
  ).split(' '),
);

/** What means something in quotes only (CSP3 §2.3.1). */
const KEYWORD =
  /^(?:self|none|unsafe-inline|unsafe-eval|unsafe-hashes|strict-dynamic|report-sample|wasm-unsafe-eval|nonce-.*|sha(?:256|384|512)-.*)$/i;

/** Visible ASCII, less what ends a source, a directive or a policy (CSP3 §2.2.1). */
const SOURCE = /^[!-+\--:<-~]+$/;

/** What a policy depends on besides its directives. */
export interface PolicyContext {
  readonly isSecure: boolean;
  /** Allows the inline scripts and styles that carry it. */
  readonly nonce: string | undefined;
}

/** The value of the header. */
export function formatPolicy(directives: CspDirectives, { isSecure, nonce }: PolicyContext): string {
  const parts: string[] = [];
  for (const [name, sources] of Object.entries(nonce === undefined ? directives : withNonce(directives, nonce))) {
    // Over http it would have a site without TLS load everything from nowhere.
    if (sources === false || (name === 'upgrade-insecure-requests' && !isSecure)) continue;
    parts.push([name, ...sources].join(' '));
  }
  return parts.join('; ');
}

function withNonce(directives: CspDirectives, nonce: string): CspDirectives {
  const changed: Record<string, readonly string[] | false> = { ...directives };
  for (const name of ['script-src', 'style-src', 'script-src-elem', 'style-src-elem']) {
    // Without a directive of its own, what `default-src` says holds; without that one there is nothing to allow.
    const sources = directives[name] ?? (name.endsWith('-elem') ? false : (directives['default-src'] ?? false));
    // A nonce would switch 'unsafe-inline' off (CSP3 §6.7.3.2): who says it has a reason.
    if (sources === false || sources.includes("'unsafe-inline'")) continue;
    changed[name] = [...sources.filter((source) => source !== "'none'"), `'nonce-${nonce}'`];
  }
  return changed;
}
