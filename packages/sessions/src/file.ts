/** Sessions in files, one for each: for sites of one process that remember across a restart. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@tsgi/http';
import { changeInTurn, changeSession } from './change-session.ts';
import { SessionError } from './session-error.ts';
import type { ChangeResult, SessionChange, SessionStore, StoredSession } from './session-store.ts';
import { SharedTurns, Turns } from './turns.ts';

/** Options of {@link fileStore}. */
export interface FileStoreOptions {
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** A store with the job that removes what has expired. */
export interface FileStore extends SessionStore {
  /** Removes expired sessions, and what a process that was killed left half written; call it now and then. Gives the number of sessions. */
  clean(): Promise<number>;
}

/**
 * Makes a store of a folder of its own, which is created when it is not there, for its owner's eyes only. A file is
 * replaced in one step, so what is there is always whole. The requests of this process take turns; several processes
 * can lose each other's changes.
 * @param folder its path
 * @throws SessionError `session-options` when it is something else than a folder
 */
export function fileStore(folder: string, { clock = systemClock }: FileStoreOptions = {}): FileStore {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new SessionError('session-options', `A store of files needs a folder of its own, and ${folder} is none`);
  }
  const turns = new Turns();
  const files = new SessionFiles(folder);
  const load = (id: string): Promise<StoredSession | undefined> => files.readLive(id, clock.now());
  // What waits for one session is written at once: a disk that takes 20 ms for a write would else keep many waiting.
  const changes = new SharedTurns(
    turns,
    async (id, all: readonly SessionChange[]): Promise<readonly ChangeResult[]> => {
      const before = await load(id);
      const { session, results } = changeInTurn(before, all, clock.now());
      if (session !== undefined && session !== before) await files.write(id, session);
      return results;
    },
  );
  const move = async (id: string, to: string, wanted: SessionChange): Promise<ChangeResult> => {
    const changed = changeSession(await load(id), wanted);
    if (changed.result !== 'saved') return changed.result;
    await files.move(id, to);
    await files.write(to, changed.session);
    return 'saved';
  };
  const alone = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    changes.close(id);
    return turns.take(id, work);
  };
  const removeExpired = async (id: string): Promise<number> => {
    const session = await files.read(id);
    if (session === undefined || session.expiresAt > clock.now()) return 0;
    await files.remove(id);
    return 1;
  };
  return {
    guarantees: { atomic: true, shared: false, revocable: true },
    load,
    create: (id, session) => files.write(id, session),
    change: (id, wanted) => {
      const { moveTo } = wanted;
      return moveTo === undefined ? changes.take(id, wanted) : alone(id, () => move(id, moveTo, wanted));
    },
    destroy: (id) => alone(id, () => files.remove(id)),
    clean: async () => {
      await files.removeDrafts();
      let removed = 0;
      for (const id of await files.ids()) removed += await turns.take(id, () => removeExpired(id));
      return removed;
    },
  };
}

/** The files of a folder. */
class SessionFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(id: string): Promise<StoredSession | undefined> {
    const text = await readFile(this.#path(id), 'utf8').catch(unlessMissing);
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- written below, in one step
    return text === undefined ? undefined : (JSON.parse(text) as StoredSession);
  }

  /** A session that has not expired. */
  async readLive(id: string, now: number): Promise<StoredSession | undefined> {
    const session = await this.read(id);
    return session === undefined || session.expiresAt <= now ? undefined : session;
  }

  async write(id: string, session: StoredSession): Promise<void> {
    const path = this.#path(id);
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    try {
      // Flushed: a power cut between here and the rename must not leave an empty file under the name.
      await writeFile(draft, JSON.stringify(session), { mode: 0o600, flag: 'wx', flush: true });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  move(id: string, to: string): Promise<void> {
    return rename(this.#path(id), this.#path(to));
  }

  remove(id: string): Promise<void> {
    return rm(this.#path(id), { force: true });
  }

  async ids(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(unlessMissing);
    return (names ?? []).filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  }

  /** Those that no write can still be at. */
  async removeDrafts(): Promise<void> {
    const names = (await readdir(this.#folder).catch(unlessMissing)) ?? [];
    for (const path of names.filter((name) => DRAFT.test(name)).map((name) => join(this.#folder, name))) {
      const written = await stat(path).catch(unlessMissing);
      if (written !== undefined && written.mtimeMs < Date.now() - DRAFT_AGE) await rm(path, { force: true });
    }
  }

  #path(id: string): string {
    // Ids are hashes in base64url. Anything else could lead out of the folder.
    if (!/^[\w-]+$/.test(id))
      throw new SessionError('session-options', `Not the id of a session: ${JSON.stringify(id)}`);
    return join(this.#folder, `${id}${SUFFIX}`);
  }
}

const SUFFIX = '.session';
const DRAFT = /\.session\.[0-9a-f]{12}$/;
// An hour, in milliseconds, by the clock that files have.
const DRAFT_AGE = 3_600_000;

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
