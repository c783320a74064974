/** A function that templates call. Its parameters are its own affair. */
export type AnyFunction = (...args: never) => unknown;
