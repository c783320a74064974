// The modules of nunjucks that this package is built from. Its own types speak of its own environment only.

declare module 'nunjucks/src/parser.js' {
  interface Parser {
    extensions: readonly import('./tag.ts').TagParsing[];
    parseAsRoot(): import('./template-node.ts').TemplateNode;
  }
  const parser: { Parser: new (tokens: import('./tokens.ts').Tokens) => Parser };
  export default parser;
}

declare module 'nunjucks/src/lexer.js' {
  const lexer: { lex(source: string): import('./tokens.ts').Tokens };
  export default lexer;
}

declare module 'nunjucks/src/filters.js' {
  const filters: Record<string, (...args: never) => unknown>;
  export default filters;
}

declare module 'nunjucks/src/tests.js' {
  const tests: Record<string, (...args: never) => unknown>;
  export default tests;
}

declare module 'nunjucks/src/runtime.js' {
  const runtime: { SafeString: new (text: string) => { readonly val: string } };
  export default runtime;
}
