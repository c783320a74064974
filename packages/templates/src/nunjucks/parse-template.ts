/// <reference path="./nunjucks.d.ts" />
/** From the text of a template to its nodes, by nunjucks' parser. */
import nunjucksLexer from 'nunjucks/src/lexer.js';
import nunjucksParser from 'nunjucks/src/parser.js';
import { TemplateError } from '../template-error.ts';
import type { TemplateSource } from '../template-sources.ts';
import type { TagParsing } from './tag.ts';
import type { TemplateNode } from './template-node.ts';
import type { Tokens } from './tokens.ts';

/**
 * Parses a template.
 * @throws TemplateError `template-syntax`
 */
export function parseTemplate(source: TemplateSource, tags: readonly TagParsing[]): TemplateNode {
  const tokens = nunjucksLexer.lex(source.text);
  const parser = new nunjucksParser.Parser(tokens);
  parser.extensions = tags;
  try {
    return parser.parseAsRoot();
  } catch (error) {
    throw syntaxError(source, error, tokens);
  }
}

/** The error for one of nunjucks' parser, which gives most of its errors a place. */
export function syntaxError(source: TemplateSource, error: unknown, tokens: Tokens): TemplateError {
  // Of some mistakes the parser knows nothing, and stumbles over what is not there.
  const isStumble = !(error instanceof Error) || error instanceof TypeError;
  const line = numberOf(error, 'lineno');
  return new TemplateError(
    'template-syntax',
    // It begins with the parser's own function: "parseIf: expected endif".
    isStumble ? 'this cannot be read, or something is missing' : error.message.replace(/^parse[A-Z]\w*: /, ''),
    {
      template: source.name,
      line: line ?? tokens.lineno + 1,
      column: numberOf(error, 'colno') ?? tokens.colno + 1,
      source,
      // What the parser itself says with a place is all here; what a tag throws may have more to tell.
      cause: line === undefined ? error : undefined,
    },
  );
}

function numberOf(error: unknown, key: 'lineno' | 'colno'): number | undefined {
  if (!(error instanceof Error && key in error)) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'number' ? value : undefined;
}
