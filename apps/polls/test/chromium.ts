/** A browser to try the site with. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATH = '/usr/bin/chromium';

/** Whether there is a browser. Where CI runs, there has to be one. */
export const hasChromium: boolean = existsSync(PATH) || process.env['CI'] === 'true';

export function launch(): Promise<Browser> {
  const flags = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
  const args = [...flags.split(' '), '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: PATH, args });
}

/** What opens pages, and closes them again when a test is over. */
export interface Windows {
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Each window is a visitor of its own. What a page's own script gets wrong is the test's error. */
export function createWindows(browser: Browser, baseURL: string): Windows {
  const contexts: BrowserContext[] = [];
  const errors: Error[] = [];
  return {
    open: async (options = {}) => {
      const context = await browser.newContext({ baseURL, locale: 'en-US', ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => errors.push(error));
      return page;
    },
    close: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      const [first] = errors.splice(0);
      if (first !== undefined) throw first;
    },
  };
}
