/** The addresses of files: what the site comes with, and the pictures of polls. */

import type { HttpRequest } from '@tsgi/http';
import type { Application } from '@tsgi/protocol';
import { urlFor } from '@tsgi/router';
import { createManifest, type Manifest, staticFiles } from '@tsgi/static';
import { routes } from './routes.ts';

const directory = new URL('../static', import.meta.url);

/** In production, names with a hash, which browsers keep for ever. */
const manifest: Manifest | undefined = process.env['NODE_ENV'] === 'production' ? createManifest(directory) : undefined;

/** The files that the site comes with. */
export const assets: Application = staticFiles(directory, manifest === undefined ? {} : { manifest });

/** The pictures of polls, whose names change with their content. */
export function pictureFiles(pictures: string): Application {
  return staticFiles(pictures, { cacheControl: [[/^/, 'public, max-age=31536000, immutable']] });
}

/** Gives templates `static('polls.css')` and `picture(poll.picture)`, wherever the site is mounted. */
export function assetUrls(request: HttpRequest): AssetUrls {
  const root = urlFor(request, routes.home);
  return {
    static: (file) => `${root}static/${manifest?.hashed(file) ?? file}`,
    picture: (name) => `${root}pictures/${name}`,
  };
}

interface AssetUrls extends Readonly<Record<string, unknown>> {
  readonly static: (file: string) => string;
  readonly picture: (name: string) => string;
}
