export { createManifest, type Manifest, readManifest, staticUrls } from './manifest.ts';
export { type StaticFilesOptions, staticFiles } from './static-files.ts';
