/** The part of a URL that names an article. */
import { randomBytes } from 'node:crypto';
import { isTaken } from './is-taken.ts';

/** A title in small letters and digits with hyphens between; `''` when it has neither. */
function slugOf(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 100);
}

/**
 * Tries to use the slug of a title, then the same with something random behind it.
 * @param use throws when the slug is taken
 */
export async function withFreeSlug(title: string, use: (slug: string) => Promise<void>): Promise<string> {
  const slug = slugOf(title);
  if (slug !== '' && !reserved.has(slug)) {
    try {
      await use(slug);
      return slug;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  const other = `${slug}-${randomBytes(4).toString('hex')}`.replace(/^-/, '');
  await use(other);
  return other;
}

/** Paths beside those of the articles. */
const reserved: ReadonlySet<string> = new Set(['feed']);
