/**
 * The headers of a response: a list of pairs inside, as it will be sent, and the usual verbs outside. Every change
 * makes a new list, so a list that was given away never changes (and a module's constant list stays what it is).
 */
import {
  addListItem,
  appendHeader,
  getHeader,
  getHeaders,
  type HeaderList,
  removeHeader,
  setHeader,
} from '@tsgi/protocol';

/** Headers to start with: a list of pairs, or an object when no name repeats. */
export type HeaderFields = HeaderList | Readonly<Record<string, string>>;

/** The headers of an `HttpResponse`. Names are compared without regard to case. */
export class ResponseHeaders implements Iterable<readonly [name: string, value: string]> {
  #list: HeaderList;

  constructor(list: HeaderList = []) {
    this.#list = list;
  }

  /** The fields in the order in which they will be sent; does not change when the headers do. */
  get list(): HeaderList {
    return this.#list;
  }

  /** The first value under a name. */
  get(name: string): string | undefined {
    return getHeader(this.#list, name);
  }

  /** Every value under a name, in order: what `Set-Cookie` needs. */
  getAll(name: string): readonly string[] {
    return getHeaders(this.#list, name);
  }

  /** Whether there is a field of that name. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Has the name stand once, with this value. */
  set(name: string, value: string): this {
    this.#list = setHeader(this.#list, name, value);
    return this;
  }

  /** Adds a field, whatever else stands under the name. */
  append(name: string, value: string): this {
    this.#list = appendHeader(this.#list, name, value);
    return this;
  }

  /** Adds an item to a field that is a list (`Vary`, `Cache-Control`), unless it is there already. */
  addItem(name: string, item: string): this {
    this.#list = addListItem(this.#list, name, item);
    return this;
  }

  /** Removes every field of that name. */
  delete(name: string): this {
    this.#list = removeHeader(this.#list, name);
    return this;
  }

  [Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    return this.#list[Symbol.iterator]();
  }
}

/** Header fields as a list. */
export function headerList(fields: HeaderFields): HeaderList {
  return isHeaderList(fields) ? fields : Object.entries(fields);
}

function isHeaderList(fields: HeaderFields): fields is HeaderList {
  return Array.isArray(fields);
}
