/** Somebody with a browser: a client that says where its requests come from, and reads pages. */
import type { Application } from '@tsgi/protocol';
import {
  type Client,
  type ClientResponse,
  createClient,
  type Fields,
  type FormFile,
  type RequestHeadOptions,
} from '@tsgi/testing';

export interface Visitor {
  readonly client: Client;
  get(path: string, options?: RequestHeadOptions): Promise<Page>;
  /** Sends a form of this site. */
  post(path: string, form?: Fields, options?: RequestHeadOptions & Uploads): Promise<Page>;
}

/** Files beside the fields of a form. */
interface Uploads {
  readonly files?: Readonly<Record<string, FormFile>>;
}

/** An answer, with its text. */
export interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
  readonly response: ClientResponse;
}

export function createVisitor(app: Application): Visitor {
  const client = createClient(app);
  return {
    client,
    get: async (path, options = {}) => pageOf(await client.get(path, { headers: { Accept: 'text/html' }, ...options })),
    post: async (path, form = {}, options = {}) =>
      pageOf(await client.post(path, { headers: FROM_HERE, form, ...options })),
  };
}

/** What a browser sends with a form of the same site. */
export const FROM_HERE = { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' };

async function pageOf(response: ClientResponse): Promise<Page> {
  const location = response.headers.get('location') ?? undefined;
  return { status: response.status, location, text: await response.text(), response };
}

/** The value of a field, or of whatever the expression has in its first group. */
export function find(page: Page, pattern: RegExp): string {
  const found = pattern.exec(page.text)?.[1];
  if (found === undefined) throw new Error(`There is no ${String(pattern)} in the page:\n${page.text}`);
  return found;
}

/** The values of the choices that a poll's page offers. */
export function choicesOf(page: Page): readonly string[] {
  return Array.from(page.text.matchAll(/name="choice" value="(\d+)"/g), ([, id = '']) => id);
}
