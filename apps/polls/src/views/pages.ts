/** The pages of a list, for the links between them. */
export interface Pages {
  readonly number: number;
  readonly count: number;
  /** `undefined` on the first page. */
  readonly previous: number | undefined;
  /** `undefined` on the last page. */
  readonly next: number | undefined;
}

export function pagesOf(number: number, total: number, size: number): Pages {
  const count = Math.max(1, Math.ceil(total / size));
  return {
    number,
    count,
    previous: number > 1 ? Math.min(number - 1, count) : undefined,
    next: number < count ? number + 1 : undefined,
  };
}
