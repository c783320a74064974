/**
 * Patterns as values: the text of a route, read once. Static text is in the canonical form of the protocol, so that it
 * compares with `PATH_INFO` as it is.
 */
import { canonicalPath } from '@tsgi/protocol';
import { builtInConverters, type Converter, type Converters } from './converter.ts';
import { RouteError } from './route-error.ts';

/** One segment of a pattern. */
export type Segment =
  | { readonly kind: 'static'; readonly text: string }
  | {
      readonly kind: 'param';
      readonly name: string;
      /** The name of its converter; `undefined` for any text. */
      readonly type: string | undefined;
      readonly converter: Converter;
      readonly optional: boolean;
    }
  | { readonly kind: 'rest'; readonly name: string };

/** A pattern, read. */
export interface Pattern {
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Whether it ends with a slash. `'/'` has no segments and this; `''` is what a mount's prefix leaves of itself. */
  readonly slash: boolean;
}

/**
 * Reads a pattern.
 * @throws RouteError `pattern-invalid` or `converter-unknown`
 */
export function parsePattern(text: string, converters: Converters): Pattern {
  if (text !== '' && !text.startsWith('/')) throw invalid(text, "it starts with '/'");
  const parts = text.split('/').slice(1);
  const slash = parts.at(-1) === '';
  const last = parts.length - (slash ? 2 : 1);
  const segments = parts.slice(0, last + 1).map((part, index) => parseSegment(text, part, index === last, converters));
  const names = segments.flatMap((segment) => (segment.kind === 'static' ? [] : [segment.name]));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(text, `the parameter ${twice} is there twice`);
  const end = segments.at(-1);
  if (slash && (end?.kind === 'rest' || (end?.kind === 'param' && end.optional))) {
    throw invalid(text, 'nothing follows a path or an optional parameter, not even a slash');
  }
  return { text, segments, slash };
}

/** The canonical form of what stands in a pattern as it is. @throws RouteError `pattern-invalid` */
function canonicalText(text: string): string {
  // What is no ASCII may stand in a pattern as itself; a `%` there begins an escape.
  if (/\p{Surrogate}/u.test(text)) throw invalid(text, 'it holds half a character (a lone surrogate)');
  const canonical = canonicalPath(text.replace(/[^\x21-\x7e]+/gu, (found) => encodeURIComponent(found)));
  if (canonical === undefined) throw invalid(text, 'no request has such a path');
  return canonical;
}

const PARAM = /^:([A-Za-z_$][A-Za-z0-9_$]*)(?:\(([^()]*)\))?(\?)?$/;

function parseSegment(text: string, part: string, isLast: boolean, converters: Converters): Segment {
  if (part === '') throw invalid(text, 'it has an empty segment');
  if (!/[:()*?]/.test(part)) return { kind: 'static', text: canonicalText(part) };
  const [, name, type, optional] = PARAM.exec(part) ?? [];
  if (name === undefined) {
    throw invalid(
      text,
      `the segment '${part}' is neither text nor a whole parameter, :name, :name(type) or :name(type)?`,
    );
  }
  if (name === '__proto__') throw invalid(text, 'no parameter has this name');
  if (optional !== undefined && !isLast) throw invalid(text, `the optional parameter ${name} is not at the end`);
  if (type === 'path') {
    if (!isLast || optional !== undefined) throw invalid(text, `the path ${name} takes the rest: it is at the end`);
    return { kind: 'rest', name };
  }
  return {
    kind: 'param',
    name,
    type,
    converter: converterOf(text, type, converters),
    optional: optional !== undefined,
  };
}

function converterOf(text: string, type: string | undefined, converters: Converters): Converter {
  if (type === undefined) return anyText;
  const known: Converters = { ...builtInConverters, ...converters };
  const converter = Object.hasOwn(known, type) ? known[type] : undefined;
  if (converter === undefined) {
    const names = [...Object.keys(known), 'path'].join(', ');
    throw new RouteError('converter-unknown', `'${text}': there is no converter '${type}'; there are ${names}`);
  }
  return converter;
}

const anyText: Converter = {
  parse: (text) => text,
  format: (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError('it is neither text nor a number');
    return String(value);
  },
};

function invalid(text: string, why: string): RouteError {
  return new RouteError('pattern-invalid', `The pattern '${text}' cannot be read: ${why}`);
}
