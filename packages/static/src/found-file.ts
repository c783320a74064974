/** A file as it was found, with all that does not depend on a request. */
import type { BigIntStats } from 'node:fs';
import { fileValidators, formatEntityTag, formatHttpDate, type Validators } from '@tsgi/http';
import type { HeaderList } from '@tsgi/protocol';
import type { OpenedFile } from './root.ts';

export interface FoundFile {
  readonly realPath: string;
  readonly stats: BigIntStats;
  readonly size: number;
  readonly validators: Required<Validators>;
  /** The headers of a 200, `Content-Length` included. */
  readonly headers: HeaderList;
  /** Its content, when it is small enough to be kept. */
  readonly content: Uint8Array | undefined;
  /** When it was found, in milliseconds since 1970. */
  readonly foundAt: number;
}

/** Describes an open file and closes it. @param described headers that tell of its content and how long it may be kept */
export async function foundFile(
  { handle, stats, realPath }: OpenedFile,
  described: HeaderList,
  now: number,
): Promise<FoundFile> {
  try {
    const content = stats.size <= mostKept ? await handle.readFile() : undefined;
    // What was read, though the file has grown or shrunk meanwhile.
    const size = content?.length ?? Number(stats.size);
    const validators = fileValidators(stats, now);
    return {
      realPath,
      stats,
      size,
      validators,
      headers: [
        ...described,
        ['Content-Length', String(size)],
        ['ETag', formatEntityTag(validators.etag)],
        ['Last-Modified', formatHttpDate(validators.lastModified)],
        ['Accept-Ranges', 'bytes'],
      ],
      content,
      foundAt: now,
    };
  } finally {
    await handle.close();
  }
}

/** Larger files are read anew each time. */
const mostKept = 131_072;
