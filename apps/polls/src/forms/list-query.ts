import * as v from 'valibot';

/** What the list of polls is asked for. What makes no sense is taken for nothing, since anybody can type an address. */
export const listQuery = v.object({
  search: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''), ''),
  state: v.fallback(v.optional(v.picklist(['open', 'closed']), 'open'), 'open'),
  page: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,5}$/), v.transform(Number)), '1'), 1),
});
