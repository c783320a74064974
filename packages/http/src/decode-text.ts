/** Bytes from a client as text. It is UTF-8 or refused: a wrong guess would let two readers see two texts. */
import { BodyError } from './body-error.ts';
import type { MediaType } from './media-type.ts';

/**
 * Decodes UTF-8; a byte order mark is dropped.
 * @throws BodyError `text-malformed`
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BodyError('text-malformed', 'The text is not UTF-8');
  }
}

/**
 * Throws unless a content type says UTF-8, or its subset ASCII, or nothing.
 * @throws BodyError `charset-unsupported`
 */
export function assertCharset(type: MediaType | undefined): void {
  const charset = type?.parameters.get('charset')?.toLowerCase();
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') return;
  throw new BodyError('charset-unsupported', 'Text is read in UTF-8 only');
}

const decoder = new TextDecoder('utf-8', { fatal: true });
