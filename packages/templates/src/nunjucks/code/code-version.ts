/** Version of what generated code and runtime expect of each other: precompiled templates carry it. */
export const codeVersion = 1;
