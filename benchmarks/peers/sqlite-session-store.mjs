// @ts-check
/** Sessions of express-session in an SQLite file: the driver, the table and the number of statements that ours has. */
import session from 'express-session';
import Sqlite from 'libsql';

export class SqliteSessionStore extends session.Store {
  #select;
  #upsert;
  #remove;

  /** @param {string} file */
  constructor(file) {
    super();
    const database = new Sqlite(file, { timeout: 5000 });
    database.exec(`CREATE TABLE IF NOT EXISTS peer_sessions
      (id TEXT PRIMARY KEY, data TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS peer_sessions_expires ON peer_sessions (expires)`);
    this.#select = database.prepare('SELECT data FROM peer_sessions WHERE id = ? AND expires > ?');
    this.#upsert = database.prepare(`INSERT INTO peer_sessions (id, data, expires) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires = excluded.expires`);
    this.#remove = database.prepare('DELETE FROM peer_sessions WHERE id = ?');
  }

  /** @override @param {string} id @param {(error: unknown, data?: session.SessionData | null) => void} done */
  get(id, done) {
    try {
      const row = /** @type {{ data: string } | undefined} */ (this.#select.get(id, Date.now()));
      done(null, row === undefined ? null : JSON.parse(row.data));
    } catch (error) {
      done(error);
    }
  }

  /** @override @param {string} id @param {session.SessionData} data @param {(error?: unknown) => void} [done] */
  set(id, data, done) {
    try {
      this.#upsert.run(id, JSON.stringify(data), Date.now() + (data.cookie.maxAge ?? 0));
      done?.();
    } catch (error) {
      done?.(error);
    }
  }

  /** @override @param {string} id @param {(error?: unknown) => void} [done] */
  destroy(id, done) {
    try {
      this.#remove.run(id);
      done?.();
    } catch (error) {
      done?.(error);
    }
  }
}
