/** What this package uses of the `negotiator` library, which has no types of its own. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: Readonly<Record<string, string>> });
    mediaTypes(available: string[]): string[];
    languages(available: string[]): string[];
    encodings(available: string[], options: { readonly preferred: string[] }): string[];
  }
}
