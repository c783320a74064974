/** What is in a directory, as a page. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeHtml, type HttpResponse, html } from '@tsgi/http';
import { isFileName } from './file-path.ts';
import type { Root } from './root.ts';

/** The page of a directory: its files and directories that are for everybody. `undefined` when it is none. */
export async function listing(root: Root, names: readonly string[]): Promise<HttpResponse | undefined> {
  const found = await root.open(names);
  if (found !== 'directory') {
    // A file that was asked for with a slash at its end.
    await found?.handle.close();
    return undefined;
  }
  const entries = await readdir(join(root.path, ...names), { withFileTypes: true });
  const shown = entries
    .filter((entry) => isFileName(entry.name) && (entry.isFile() || entry.isDirectory()))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((one, other) => one.localeCompare(other, 'en'));
  const items = [...(names.length === 0 ? [] : ['../']), ...shown].map((name) => {
    const href = name === '../' ? name : `./${name.split('/').map(encodeURIComponent).join('/')}`;
    return `<li><a href="${escapeHtml(href)}">${escapeHtml(name)}</a></li>`;
  });
  const title = escapeHtml(`/${names.join('/')}`);
  return html(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }</style>
<h1>${title}</h1>
<ul>
${items.join('\n')}
</ul>
</html>
`,
    { headers: { 'Cache-Control': 'no-cache' } },
  );
}
