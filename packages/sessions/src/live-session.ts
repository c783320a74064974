/** The session of one request, between the application and the store. */
import { randomBytes } from 'node:crypto';
import { announceLogin } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { jsonText } from './json-text.ts';
import { PendingChanges } from './pending-changes.ts';
import type { FlashMessage, Session } from './session.ts';
import { ended } from './session-ended.ts';
import { SessionError } from './session-error.ts';
import { SessionId } from './session-id.ts';
import { checkedKey, FLASH, isOwnKey, LIFETIME, TEST } from './session-key.ts';
import { type OwnLifetime, SessionLifetime, type SessionTimes } from './session-lifetime.ts';
import type { FoundSession, SessionPlace } from './session-place.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionChange } from './session-store.ts';

/** Made by the middleware. */
export class LiveSession<T extends object> implements Session<T> {
  readonly #environ: Environ;
  readonly #policy: SessionPolicy;
  readonly #place: SessionPlace;
  #values: PendingChanges;
  #id: SessionId | undefined;
  /** Undefined until it is in the store. */
  #stored: SessionTimes | undefined;
  /** The text of LIFETIME in the store, as far as this request knows. */
  #knownLifetime: string | undefined;
  /** Whether this request has set LIFETIME, and not saved it yet. */
  #isLifetimeSet = false;
  #isNew: boolean;
  #isSent = false;
  #cookie: 'as it is' | 'to set' | 'to delete' = 'as it is';

  constructor(environ: Environ, policy: SessionPolicy, place: SessionPlace, found: FoundSession | undefined) {
    this.#environ = environ;
    this.#policy = policy;
    this.#place = place;
    this.#id = found?.id;
    this.#stored = found?.stored;
    this.#isNew = found === undefined;
    this.#values = new PendingChanges(found?.stored.values ?? {});
    this.#knownLifetime = this.#values.text(LIFETIME);
  }

  get id(): string | undefined {
    return this.#id?.stored;
  }

  get isNew(): boolean {
    return this.#isNew;
  }

  get<K extends keyof T & string>(key: K): T[K] | undefined {
    return parsed<T[K]>(this.#values.text(checkedKey(key)));
  }

  has(key: keyof T & string): boolean {
    return this.#values.has(checkedKey(key));
  }

  set<K extends keyof T & string>(key: K, value: T[K]): void {
    this.#writable().set(checkedKey(key), value);
  }

  delete(key: keyof T & string): void {
    this.#writable().delete(checkedKey(key));
  }

  clear(): void {
    const lifetime = this.#values.text(LIFETIME);
    this.#writable().clear();
    if (lifetime !== undefined) this.#values.set(LIFETIME, JSON.parse(lifetime));
  }

  entries(): readonly (readonly [key: string, value: unknown])[] {
    const own = this.#values.keys().filter(isOwnKey);
    return own.map((key) => [key, parsed(this.#values.text(key))]);
  }

  async update<K extends keyof T & string>(key: K, change: (value: T[K] | undefined) => T[K]): Promise<T[K]> {
    checkedKey(key);
    for (;;) {
      const values = this.#writable();
      const before = values.text(key);
      const value = change(parsed<T[K]>(before));
      if (this.#id === undefined || this.#stored === undefined || values.isChanged(key)) {
        values.set(key, value);
        return value;
      }
      const text = jsonText(key, value);
      const wanted = { set: { [key]: text }, delete: [], clear: false };
      const result = await this.#place.store.change(this.#id.stored, { ...wanted, expect: { key, text: before } });
      if (result === 'gone') ended();
      if (result === 'saved') {
        values.note(key, text);
        if (this.#place.isInCookie) this.#cookie = 'to set';
        return value;
      }
      const now = await this.#place.store.load(this.#id.stored);
      if (now === undefined) ended();
      values.note(key, Object.hasOwn(now.values, key) ? now.values[key] : undefined);
    }
  }

  async regenerate(): Promise<void> {
    this.#writable();
    if (this.#id !== undefined && this.#stored !== undefined) {
      const moveTo = new SessionId();
      if ((await this.#change(this.#id, this.#stored, { moveTo: moveTo.stored })) === 'gone') ended();
      this.#id = moveTo;
      this.#cookie = 'to set';
    }
    announceLogin(this.#environ, 'login');
  }

  async destroy(): Promise<void> {
    this.#writable();
    if (this.#id !== undefined && this.#stored !== undefined) {
      await this.#place.store.destroy(this.#id.stored);
    }
    this.#id = undefined;
    this.#stored = undefined;
    this.#isNew = true;
    this.#values = new PendingChanges({});
    this.#knownLifetime = undefined;
    this.#isLifetimeSet = false;
    this.#cookie = 'to delete';
    announceLogin(this.#environ, 'logout');
  }

  expiresIn(seconds: number | 'browser'): void {
    if (seconds !== 'browser' && !(Number.isFinite(seconds) && seconds > 0)) {
      throw new SessionError('session-options', `A session lives for seconds above 0, or 'browser', not ${seconds}`);
    }
    this.#writable().set(LIFETIME, seconds);
    this.#isLifetimeSet = true;
    this.#cookie = 'to set';
  }

  flash(level: string, text: string, { tags = [] }: { readonly tags?: readonly string[] } = {}): void {
    // A key for each message, in the order of time: two requests may leave one at the same time.
    const order = `${String(this.#policy.clock.now()).padStart(15, '0')}-${String(flashed++).padStart(12, '0')}`;
    this.#writable().set(`${FLASH}${order}-${randomBytes(6).toString('hex')}`, { level, text, tags });
  }

  messages(): readonly FlashMessage[] {
    const keys = this.#values.keys().filter((key) => key.startsWith(FLASH));
    const values = keys.length === 0 ? this.#values : this.#writable();
    return keys.sort().flatMap((key) => {
      const message = parsed<FlashMessage>(values.text(key));
      values.delete(key);
      return message ?? [];
    });
  }

  setTestCookie(): void {
    this.#writable().set(TEST, true);
  }

  testCookieWorked(): boolean {
    return !this.#isNew && this.#values.has(TEST);
  }

  deleteTestCookie(): void {
    this.#writable().delete(TEST);
  }

  /**
   * Saves what was changed. From here on the session cannot be changed.
   * @returns the `Set-Cookie` that has to go out
   */
  async commit(): Promise<string | undefined> {
    this.seal();
    return this.#save();
  }

  /** Refuses changes from here on. */
  seal(): void {
    this.#isSent = true;
  }

  async #save(): Promise<string | undefined> {
    const { cookie, clock } = this.#policy;
    if (this.#id !== undefined && this.#stored !== undefined) {
      const { isDirty } = this.#values;
      if (isDirty || this.#lifetime().isDue(this.#stored)) {
        const result = await this.#change(this.#id, this.#stored, {});
        // A request that has only read loses nothing, and leaves the cookie to the one that ended the session.
        if (result === 'gone') return isDirty ? ended() : undefined;
      }
    } else if (this.#values.keys().some((key) => key !== LIFETIME)) {
      await this.#create();
    } else {
      return this.#cookie === 'to delete' ? cookie.formatDeletion(this.#environ) : undefined;
    }
    if (this.#id === undefined || this.#stored === undefined || this.#cookie !== 'to set') return undefined;
    const maxAge = Math.ceil((this.#stored.expiresAt - clock.now()) / 1000);
    const ticket = await this.#place.ticket(this.#id);
    return cookie.format(this.#environ, ticket, this.#lifetime().isOfBrowser ? undefined : maxAge);
  }

  async #create(): Promise<void> {
    const createdAt = this.#policy.clock.now();
    const stored = { createdAt, expiresAt: this.#lifetime().expiry(createdAt) };
    const id = new SessionId();
    await this.#place.store.create(id.stored, { ...stored, values: this.#values.all() });
    this.#id = id;
    this.#stored = stored;
    this.#cookie = 'to set';
  }

  async #change(id: SessionId, stored: SessionTimes, more: Pick<SessionChange, 'moveTo'>): Promise<'saved' | 'gone'> {
    const [lifetime, text] = [this.#lifetime(), this.#values.text(LIFETIME)];
    const [isDue, isSet] = [lifetime.isDue(stored), this.#isLifetimeSet];
    const taken = this.#values.take();
    this.#isLifetimeSet = false;
    const giveBack = (): void => {
      this.#values.giveBack(taken);
      this.#isLifetimeSet ||= isSet;
    };
    // Another request may have said meanwhile how long the session lives: what was reckoned without that must not win.
    const guard = { expect: { key: LIFETIME, text: this.#knownLifetime } };
    const expiry = isDue || isSet ? { expiresAt: lifetime.expiry(stored.createdAt) } : {};
    const change = { ...taken, ...more, ...expiry, ...(!isSet && (isDue || taken.clear) ? guard : {}) };
    const result = await this.#place.store.change(id.stored, change).catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (result === 'conflict') {
      giveBack();
      return (await this.#learnLifetime(id)) ? this.#change(id, stored, more) : 'gone';
    }
    if (result === 'gone') return result;
    if (isSet) this.#knownLifetime = text;
    // A cookie that expires follows the session.
    if ((isDue && !lifetime.isOfBrowser) || this.#place.isInCookie) this.#cookie = 'to set';
    this.#stored = { ...stored, ...expiry };
    return result;
  }

  /** Takes over what another request has said of the lifetime; `false` when the session is gone. */
  async #learnLifetime(id: SessionId): Promise<boolean> {
    const now = await this.#place.store.load(id.stored);
    if (now === undefined) return false;
    const text = now.values[LIFETIME];
    this.#knownLifetime = text;
    if (this.#isLifetimeSet) return true;
    // A session that is cleared goes on for as long as it was to.
    if (text !== undefined && this.#values.isChanged(LIFETIME)) this.#values.set(LIFETIME, JSON.parse(text));
    else this.#values.note(LIFETIME, text);
    return true;
  }

  #lifetime(): SessionLifetime {
    return new SessionLifetime(this.#policy, parsed<OwnLifetime>(this.#values.text(LIFETIME)));
  }

  #writable(): PendingChanges {
    if (!this.#isSent) return this.#values;
    throw new SessionError(
      'session-sent',
      'The head of the response went out: change the session before the first chunk',
    );
  }
}

let flashed = 0;

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what was set
function parsed<Value>(text: string | undefined): Value | undefined {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- `set` took a value of this type
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
