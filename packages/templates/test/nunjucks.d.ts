// What the tests use of nunjucks itself. Its own types are a package of their own.
declare module 'nunjucks' {
  interface Loader {
    getSource(name: string): { src: string; path: string; noCache: boolean } | null;
  }
  class Environment {
    constructor(loader: Loader, options?: { autoescape?: boolean });
    render(name: string, values: object): string;
  }
  const nunjucks: { Environment: typeof Environment };
  export default nunjucks;
}
