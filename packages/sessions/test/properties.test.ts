/** Requests of one visitor, interleaved in any way, against a model of what a session is. */
import { runs, temporaryFolder } from '@tsgi/harness';
import { text, view } from '@tsgi/http';
import { type ClientResponse, createClient } from '@tsgi/testing';
import fc from 'fast-check';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileStore } from '../src/file.ts';
import { type Session, type SessionStore, session } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { type AppEnviron, around, type Data, gate, site } from './site.ts';

const keys = ['a', 'b', 'c'] as const;
type Values = Map<string, number>;

type Command =
  | { readonly name: 'set'; readonly key: string; readonly value: number }
  | { readonly name: 'delete' | 'update' | 'get'; readonly key: string }
  | { readonly name: 'clear' | 'regenerate' | 'destroy' }
  | { readonly name: 'finish' };

const key = fc.constantFrom(...keys);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ name: fc.constant('set' as const), key, value: fc.integer({ min: 100, max: 199 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ name: fc.constantFrom('delete' as const, 'update' as const, 'get' as const), key }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Command>(
      ...(['clear', 'regenerate', 'destroy', 'finish'] as const).map((name) => ({ name })),
    ),
  },
);
const plan = fc.array(fc.tuple(fc.nat(3), command), { maxLength: 40 });

/** What the store holds, by a number for each id that there ever was. */
class ModelStore {
  readonly sessions = new Map<number, Values>();
  #ids = 0;

  create(values: Values): number {
    this.sessions.set(++this.#ids, values);
    return this.#ids;
  }
}

/** What one request knows, and what it would have saved. */
class ModelRequest {
  readonly #store: ModelStore;
  id: number | undefined;
  view: Values;
  #changed = new Map<string, number | undefined>();
  #isCleared = false;

  constructor(store: ModelStore, id: number) {
    this.#store = store;
    const found = store.sessions.get(id);
    this.id = found === undefined ? undefined : id;
    this.view = new Map(found);
  }

  /** What the command gives; `'ended'` for a refusal. */
  run(given: Command): number | undefined | 'ended' {
    switch (given.name) {
      case 'get':
        return this.view.get(given.key);
      case 'set':
        return this.#set(given.key, given.value);
      case 'delete':
        if (this.view.delete(given.key) || this.#isCleared) this.#changed.set(given.key, undefined);
        return undefined;
      case 'clear':
        this.view.clear();
        this.#changed.clear();
        this.#isCleared = true;
        return undefined;
      case 'update':
        return this.#update(given.key);
      case 'regenerate':
        return this.id === undefined ? undefined : this.#regenerate(this.id);
      case 'destroy':
        if (this.id !== undefined) this.#store.sessions.delete(this.id);
        this.id = undefined;
        this.view = new Map();
        this.#changed.clear();
        this.#isCleared = false;
        return undefined;
      case 'finish':
        return this.#finish();
    }
  }

  #set(name: string, value: number): undefined {
    this.view.set(name, value);
    this.#changed.set(name, value);
  }

  #update(name: string): number | 'ended' {
    if (this.id === undefined || this.#isCleared || this.#changed.has(name)) {
      const value = (this.view.get(name) ?? 0) + 1;
      this.#set(name, value);
      return value;
    }
    const stored = this.#store.sessions.get(this.id);
    if (stored === undefined) return 'ended';
    const value = (stored.get(name) ?? 0) + 1;
    stored.set(name, value);
    this.view.set(name, value);
    return value;
  }

  #save(id: number): 'ended' | Values {
    const [changed, isCleared] = [[...this.#changed], this.#isCleared];
    this.#changed.clear();
    this.#isCleared = false;
    const stored = this.#store.sessions.get(id);
    if (stored === undefined) return 'ended';
    if (isCleared) stored.clear();
    for (const [name, value] of changed) {
      if (value === undefined) stored.delete(name);
      else stored.set(name, value);
    }
    return stored;
  }

  #regenerate(id: number): 'ended' | undefined {
    const stored = this.#save(id);
    if (stored === 'ended') return 'ended';
    this.#store.sessions.delete(id);
    this.id = this.#store.create(stored);
    return undefined;
  }

  #finish(): 'ended' | undefined {
    if (this.id !== undefined) {
      if (!this.#isCleared && this.#changed.size === 0) return undefined;
      return this.#save(this.id) === 'ended' ? 'ended' : undefined;
    }
    if (this.view.size > 0) this.id = this.#store.create(new Map(this.view));
    return undefined;
  }
}

/** A request that does what it is told, and answers when it is told to. */
interface OpenRequest {
  readonly visitor: Session<Data>;
  readonly model: ModelRequest;
  finish(): Promise<ClientResponse>;
}

async function openRequest(store: SessionStore, cookie: string, model: ModelRequest): Promise<OpenRequest> {
  const { opened, open } = gate();
  let answer: Promise<ClientResponse> | undefined;
  const visitor = await new Promise<Session<Data>>((resolve) => {
    const app = around(
      view<AppEnviron>(async (request) => {
        resolve(await session(request));
        await opened;
        return text('done');
      }),
      { store },
    );
    answer = createClient(app).get('/', { headers: { Cookie: cookie } });
  });
  const finish = (): Promise<ClientResponse> => {
    open();
    return answer ?? Promise.reject(new Error('not asked'));
  };
  return { visitor, model, finish };
}

async function perform(visitor: Session<Data>, given: Exclude<Command, { name: 'finish' }>): Promise<unknown> {
  switch (given.name) {
    case 'set':
      return visitor.set(given.key, given.value);
    case 'get':
      return visitor.get(given.key);
    case 'delete':
      return visitor.delete(given.key);
    case 'update':
      return visitor.update(given.key, (n = 0) => Number(n) + 1);
    case 'clear':
      return visitor.clear();
    case 'regenerate':
      return visitor.regenerate();
    case 'destroy':
      return visitor.destroy();
  }
}

function refusalOf(error: unknown): string {
  expect(error).toMatchObject({ code: 'session-ended' });
  return 'ended';
}

async function entriesBehind(store: SessionStore, cookie: string): Promise<unknown> {
  const asks = site({ '/': (s) => JSON.stringify(Object.fromEntries(s.entries())) }, { store });
  return (await createClient(asks).get('/', { headers: { Cookie: cookie } })).json();
}

async function runPlan(store: SessionStore, commands: readonly (readonly [number, Command])[]): Promise<void> {
  const first = await createClient(site({ '/': (s) => s.set('a', 1) }, { store })).get('/');
  const cookie = cookieOf(first) ?? '';
  const model = new ModelStore();
  const start = model.create(new Map([['a', 1]]));
  /** The last cookie that was sent for each session of the model. */
  const cookies = new Map([[start, cookie]]);
  const open = new Map<number, OpenRequest>();
  const finish = async (at: number, request: OpenRequest): Promise<void> => {
    open.delete(at);
    const expected = request.model.run({ name: 'finish' });
    const response = await request.finish();
    expect(response.status).toBe(expected === 'ended' ? 409 : 200);
    const sent = cookieOf(response);
    if (request.model.id !== undefined && sent !== undefined) cookies.set(request.model.id, sent);
  };
  for (const [at, given] of commands) {
    const request = open.get(at) ?? (await openRequest(store, cookie, new ModelRequest(model, start)));
    open.set(at, request);
    if (given.name === 'finish') await finish(at, request);
    else {
      const expected = request.model.run(given);
      expect(await perform(request.visitor, given).catch(refusalOf)).toBe(expected);
      expect(Object.fromEntries(request.visitor.entries())).toEqual(Object.fromEntries(request.model.view));
    }
  }
  for (const [at, request] of open) await finish(at, request);
  for (const [id, sent] of cookies) {
    expect(await entriesBehind(store, sent)).toEqual(Object.fromEntries(model.sessions.get(id) ?? []));
  }
}

function cookieOf(response: ClientResponse): string | undefined {
  return response.headers.get('Set-Cookie')?.split(';', 1).join();
}

describe('any interleaving of requests of one visitor', () => {
  it.each([
    ['memory', () => memoryStore(), 150],
    ['sqlite', () => sqliteStore(new Database(':memory:')), 50],
  ] as const)('does what the model does (%s)', async (_, make, numRuns) => {
    await fc.assert(
      fc.asyncProperty(plan, (commands) => runPlan(make(), commands)),
      { numRuns: runs(numRuns) },
    );
  });

  it('does what the model does (file)', async () => {
    const folder = temporaryFolder(onTestFinished);
    await fc.assert(
      fc.asyncProperty(plan, (commands) => runPlan(fileStore(folder), commands)),
      { numRuns: runs(20) },
    );
  });
});

it('gives back any JSON value as it was set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'ü'), fc.jsonValue()), async (values) => {
      const client = createClient(
        site({
          '/set': (s) => Object.entries(values).map(([name, value]) => s.set(name, value)),
          '/get': (s) => JSON.stringify(Object.fromEntries(s.entries())),
        }),
      );
      await client.get('/set');
      expect(await (await client.get('/get')).json()).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});
