/** Windows of the area's browser, for one test. */
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';

/**
 * Opens an empty window. Each is a visitor of its own, and is closed when the test is over. What a page's own script gets
 * wrong is the test's error.
 */
export async function openWindow(options: BrowserContextOptions = {}): Promise<Page> {
  const browser = await chromium.connect(inject('chromium'));
  const errors: Error[] = [];
  onTestFinished(async () => {
    await browser.close();
    const [first] = errors;
    if (first !== undefined) throw first;
  });
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error));
  return page;
}
