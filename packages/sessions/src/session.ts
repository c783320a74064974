/** A session as an application sees it. */

/** A message for the visitor's next page. */
export interface FlashMessage {
  /** `debug`, `info`, `success`, `warning`, `error`, or one of the application's own. */
  readonly level: string;
  readonly text: string;
  /** More words for templates, such as CSS classes. */
  readonly tags: readonly string[];
}

/**
 * What a site remembers of one visitor. Reading is from memory; changes are kept until the response starts, and saved
 * before its head goes out. After that, a change throws SessionError `session-sent`.
 *
 * What a method that waits rejects with is an HttpError: 503 `session-unavailable` when the store is down, 409
 * `session-ended` when the session was destroyed, or got another id, by another request meanwhile.
 */
export interface Session<T extends object = Record<string, unknown>> {
  /** A name of this session for logs: a hash of the id in the cookie. `undefined` while it has none. */
  readonly id: string | undefined;
  /** Whether this request began it. */
  readonly isNew: boolean;
  /** A value: a copy of its own, so change it by `set`. @throws SessionError `session-key` */
  get<K extends keyof T & string>(key: K): T[K] | undefined;
  /** @throws SessionError `session-key` */
  has(key: keyof T & string): boolean;
  /** @throws SessionError `session-value` when the value is not JSON, `session-key`, `session-sent` */
  set<K extends keyof T & string>(key: K, value: T[K]): void;
  /** @throws SessionError `session-key`, `session-sent` */
  delete(key: keyof T & string): void;
  /** Removes every value that is there when the change is saved. A request that saves later keeps what it sets. @throws SessionError `session-sent` */
  clear(): void;
  entries(): readonly (readonly [key: string, value: unknown])[];
  /**
   * Changes a value by what it is now, in the store, at once. `change` runs again when another request was faster, so it
   * should do nothing else.
   * @returns the new value
   * @throws SessionError `session-value`, `session-key`, `session-sent`; HttpError as above
   */
  update<K extends keyof T & string>(key: K, change: (value: T[K] | undefined) => T[K]): Promise<T[K]>;
  /** At login: a new id, the data kept, the old id dead at once. */
  regenerate(): Promise<void>;
  /** At logout: the session is gone at once, here and in the browser. What is set afterwards begins another one. */
  destroy(): Promise<void>;
  /**
   * How long this session lives without a request, whatever the options say.
   * @param seconds a number above 0, or `'browser'`: the cookie goes when the browser closes
   * @throws SessionError `session-options`, `session-sent`
   */
  expiresIn(seconds: number | 'browser'): void;
  /** Leaves a message for the next page that reads the messages. @throws SessionError `session-value`, `session-sent` */
  flash(level: string, text: string, options?: { readonly tags?: readonly string[] }): void;
  /** The messages, oldest first. Reading takes them; what nobody reads stays. */
  messages(): readonly FlashMessage[];
  /** Sets a value by which the next request can tell whether the browser keeps cookies. */
  setTestCookie(): void;
  /** Whether the browser sent the test cookie back. */
  testCookieWorked(): boolean;
  deleteTestCookie(): void;
}
