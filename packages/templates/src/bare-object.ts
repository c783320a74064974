/** An object without a prototype: no name stands for anything in it that was not put there. */
export function bareObject(): Record<string, unknown> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- `Object.create` gives `any`, and this is what it is
  return Object.create(null);
}
