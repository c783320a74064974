/** One server for one case: started with the case's application, and gone when the case is over. */
import type { Application, ErrorStream } from '@tsgi/protocol';
import { RawConnection, type RawResponse } from './raw-connection.ts';

/**
 * Starts a server for an application.
 *
 * @param app what to serve
 * @param errors where the server logs: its `tsgi.errors`, and everything that it has to say itself
 * @returns the server, listening
 */
export type StartServer = (app: Application, errors: ErrorStream) => Promise<StartedServer>;

/** A server that listens on TCP, without TLS. */
export interface StartedServer {
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly port: number;
  /**
   * Begins to stop as the server does when it is told to: accepts nothing more, lets the requests in flight finish.
   * Resolves when all connections are closed.
   */
  close(): Promise<void>;
}

export class Site {
  readonly #server: StartedServer;
  readonly #log: Log;
  readonly #connections: RawConnection[] = [];
  #closing: Promise<void> | undefined;

  private constructor(server: StartedServer, log: Log) {
    this.#server = server;
    this.#log = log;
  }

  static async start(start: StartServer, app: Application): Promise<Site> {
    const log = new Log();
    return new Site(await start(app, log), log);
  }

  /** What was written to `tsgi.errors` so far. */
  get log(): string {
    return this.#log.text;
  }

  /** What came in on every connection, for the report of a failure. */
  get transcript(): string {
    return this.#connections.map(({ transcript }) => JSON.stringify(transcript.slice(-500))).join('\n');
  }

  /** Waits until the log holds a text. */
  logged(text: string): Promise<void> {
    return this.#log.holds(text);
  }

  async connect(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.#server.host ?? '127.0.0.1', this.#server.port);
    this.#connections.push(connection);
    return connection;
  }

  /** Sends one request on a connection of its own, and reads the response. */
  async ask(request: string): Promise<RawResponse> {
    return (await this.connect()).ask(request);
  }

  /** Has the server begin to stop; resolves when it has. */
  close(): Promise<void> {
    this.#closing ??= this.#server.close();
    return this.#closing;
  }

  /** Ends everything, whatever state it is in. */
  async dispose(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.close();
  }
}

class Log implements ErrorStream {
  text = '';
  readonly #waiting: { readonly text: string; readonly found: () => void }[] = [];

  write(text: string): void {
    this.text += text;
    for (const { text: wanted, found } of this.#waiting) if (this.text.includes(wanted)) found();
  }

  flush(): void {}

  holds(text: string): Promise<void> {
    return new Promise((found) => {
      this.#waiting.push({ text, found });
      this.write('');
    });
  }
}
