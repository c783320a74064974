/**
 * Text that is HTML already. Templates escape every other text; whoever makes one of these vouches for it.
 *
 * A string in all else: it has every method of one, and what those give is ordinary text again.
 */
export class Markup extends String {}

/** Vouches that a text is HTML. Never for a text that holds something a user wrote, unless that part is escaped. */
export function markup(html: string): Markup {
  return new Markup(html);
}
