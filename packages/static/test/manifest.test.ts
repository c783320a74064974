import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpRequest, view } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { createTemplates, render, type TemplatesEnviron, templates } from '@tsgi/templates';
import { createClient } from '@tsgi/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifest, staticFiles, staticUrls } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'app-DiwrgTda.js'), 'let vite');
writeFileSync(
  join(folder, 'manifest.json'),
  '{ "src/app.ts": { "file": "app-DiwrgTda.js", "isEntry": true, "css": ["app-Bx1.css"], "assets": ["font-C2.woff2"] }, "a.css": "a-1234.css" }',
);
const manifest = readManifest(join(folder, 'manifest.json'));

describe('the manifest of a bundler', () => {
  it('names the files', async () => {
    expect(manifest.hashed('src/app.ts')).toBe('app-DiwrgTda.js');
    expect(manifest.hashed('a.css')).toBe('a-1234.css');
    expect(manifest.hashed('other.css')).toBe('other.css');
    for (const file of ['app-Bx1.css', 'font-C2.woff2']) expect(manifest.file(file)).toBe(file);
    const response = await createClient(staticFiles(folder, { manifest })).get('/app-DiwrgTda.js');
    expect(response.headers.get('cache-control')).toMatch(/immutable/);
    expect(await response.text()).toBe('let vite');
  });

  it.each(['[]x', 'null', '{ "a": 7 }'])('is not %s', (content) => {
    writeFileSync(join(folder, 'bad.json'), content);
    expect(() => readManifest(join(folder, 'bad.json'))).toThrow();
  });
});

describe('static() of templates', () => {
  it('is the URL of a file', async () => {
    writeFileSync(join(folder, 'page.njk'), "{{ static('src/app.ts') }} {{ static('img/a b.png') }}");
    const pages = await createTemplates({ directories: [folder], processors: [staticUrls('/assets/', manifest)] });
    const site = templates(pages)(
      view((request: HttpRequest<Environ & TemplatesEnviron>) => render(request, 'page.njk')),
    );
    const page = await (await createClient(site).get('/')).text();
    expect(page).toBe('/assets/app-DiwrgTda.js /assets/img/a%20b.png');
  });

  it('is its own name where there is no manifest', async () => {
    writeFileSync(join(folder, 'plain.njk'), "{{ static('src/app.ts') }}");
    const pages = await createTemplates({ directories: [folder], processors: [staticUrls('/assets')] });
    const site = templates(pages)(
      view((request: HttpRequest<Environ & TemplatesEnviron>) => render(request, 'plain.njk')),
    );
    expect(await (await createClient(site).get('/')).text()).toBe('/assets/src/app.ts');
  });
});
