/** The fields of an object that have a value. */
export function present<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what is left out is what the type leaves out
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
