/** The pieces that nunjucks' lexer makes of a text, and how far they have been read: line and column count from 0. */
export interface Tokens {
  readonly lineno: number;
  readonly colno: number;
}
