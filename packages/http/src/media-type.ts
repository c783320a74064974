/** A media type with its parameters (RFC 9110 §8.3.1), as `Content-Type` has it. */
export interface MediaType {
  /** Type and subtype in lower case: `'text/html'`. */
  readonly essence: string;
  /** Parameters by their names in lower case; values as they were sent, unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses a media type, in linear time.
 * @returns `undefined` for what is none, and where a parameter repeats: two readers could take different ones
 */
export function parseMediaType(text: string): MediaType | undefined {
  const semicolon = text.indexOf(';');
  const essence = (semicolon === -1 ? text : text.slice(0, semicolon)).trim().toLowerCase();
  if (!ESSENCE.test(essence)) return undefined;
  const parameters = semicolon === -1 ? NONE : parseParameters(text, semicolon);
  return parameters === undefined ? undefined : { essence, parameters };
}

const NONE: ReadonlyMap<string, string> = new Map();
const ESSENCE = /^[!#$%&'*+\-.^_`|~0-9a-z]+\/[!#$%&'*+\-.^_`|~0-9a-z]+$/;
// RFC 9110 §5.6.6: OWS ";" OWS [ token "=" ( token / quoted-string ) ]
const PARAMETER =
  /[ \t]*;[ \t]*(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\]|\\[\s\S])*)"))?/y;

function parseParameters(text: string, start: number): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = start;
  while (at < text.length) {
    PARAMETER.lastIndex = at;
    const found = PARAMETER.exec(text);
    if (found === null) return text.slice(at).trim() === '' ? parameters : undefined;
    at = PARAMETER.lastIndex;
    const [, name, token, quoted] = found;
    if (name === undefined) continue;
    const key = name.toLowerCase();
    if (parameters.has(key)) return undefined;
    parameters.set(key, token ?? (quoted ?? '').replace(/\\([\s\S])/g, '$1'));
  }
  return parameters;
}
