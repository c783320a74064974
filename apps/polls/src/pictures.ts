/**
 * The pictures of polls: files in one directory, named by their content, so that a browser may keep them for ever. What
 * a file is, its first bytes say, never the client: a page that calls itself a picture is refused.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Message, message } from './messages/message.ts';

/** How large a picture may be, in bytes. */
const PICTURE_BYTES = 2 * 1024 * 1024;

/** A file as a form has it. */
interface PictureFile {
  readonly size: number;
  bytes(): Promise<Uint8Array>;
}

/** A picture that was kept, or why it was not. */
type KeptPicture =
  | { readonly kind: 'kept'; readonly name: string }
  | { readonly kind: 'refused'; readonly reason: Message };

/** Keeps pictures. */
export interface Pictures {
  readonly directory: string;
  keep(file: PictureFile): Promise<KeptPicture>;
  /** Whether a picture of that name is there. */
  has(name: string): Promise<boolean>;
  /** Removes what no poll uses and is older than a day: an editor may still be writing the poll of a younger one. */
  clean(used: ReadonlySet<string>): Promise<void>;
}

/** Keeps pictures in a directory, which is made. */
export function createPictures(directory: string): Pictures {
  mkdirSync(directory, { recursive: true });
  return {
    directory,
    keep: async (file) => {
      if (file.size > PICTURE_BYTES) return { kind: 'refused', reason: message('The picture is larger than 2 MB') };
      const bytes = await file.bytes();
      const extension = extensionOf(bytes);
      if (extension === undefined) {
        return { kind: 'refused', reason: message('The picture is neither PNG nor JPEG nor WebP') };
      }
      const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extension}`;
      await writeWhole(join(directory, name), bytes);
      return { kind: 'kept', name };
    },
    has: async (name) => NAME.test(name) && (await ageOf(join(directory, name))) !== undefined,
    clean: async (used) => {
      for (const name of await readdir(directory)) {
        const path = join(directory, name);
        if (!used.has(name) && ((await ageOf(path)) ?? 0) > DAY) await rm(path, { force: true });
      }
    },
  };
}

const NAME = /^[0-9a-f]{32}\.(?:png|jpg|webp)$/;
const DAY = 24 * 3600 * 1000;

/** The kinds of pictures that every browser shows and that hold no script, by how their files begin. */
const KINDS = [
  { extension: 'png', begins: /^\x89PNG\r\n\x1a\n/ },
  { extension: 'jpg', begins: /^\xff\xd8\xff/ },
  { extension: 'webp', begins: /^RIFF.{4}WEBP/s },
];

function extensionOf(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return KINDS.find(({ begins }) => begins.test(start))?.extension;
}

/** Nobody sees half a picture. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, bytes);
  await rename(part, path);
}

async function ageOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => undefined,
  );
}
