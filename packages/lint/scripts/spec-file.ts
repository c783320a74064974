/** Where the specification is kept: it ships with the protocol's package. */
export const specFile: URL = new URL('../../protocol/SPEC.md', import.meta.url);
