/** One connection: requests in turn, each called as `call` does it, each answered before the next is read. */
import type { Socket } from 'node:net';
import { type Application, describeError, getHeader, type HeaderList, status as statusText } from '@tsgi/protocol';
import { type BegunCall, beginCall, failureStatus } from '../../src/begin-call.ts';
import { partsOf, type TestEnviron } from '../../src/create-environ.ts';
import type { OngoingResponse } from '../../src/ongoing-response.ts';
import { ByteReader } from './byte-reader.ts';
import { RequestBody } from './request-body.ts';
import { requestEnviron, type ServerParts } from './request-environ.ts';
import { parseHead, type RequestHead } from './request-head.ts';

export interface ConnectionParts extends ServerParts {
  readonly app: Application;
}

const MOST_DROPPED = 64 * 1024;

export class Connection {
  readonly #socket: Socket;
  readonly #reader: ByteReader;
  readonly #parts: ConnectionParts;
  #isIdle = true;

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#socket = socket;
    this.#reader = new ByteReader(
      socket,
      parts.quirk === 'takes everything at once' ? Number.POSITIVE_INFINITY : undefined,
    );
    this.#parts = parts;
    socket.on('error', () => undefined);
    if (parts.quirk === 'takes half a client for a lost one') socket.once('end', () => socket.destroy());
  }

  async serve(): Promise<void> {
    this.#parts.draining.addEventListener('abort', () => {
      if (this.#isIdle) this.#end();
    });
    let goesOn = true;
    while (goesOn) {
      const text = await this.#reader.through('\r\n\r\n');
      if (text === undefined) break;
      this.#isIdle = false;
      const any = this.#parts.quirk === 'takes any head' ? parseHead('GET / HTTP/1.1\r\nHost: a\r\n\r\n') : undefined;
      goesOn = await this.#serveOne(parseHead(text) ?? any);
      this.#isIdle = true;
    }
  }

  /** Serves one request; tells whether another one may follow. */
  async #serveOne(head: RequestHead | undefined): Promise<boolean> {
    const body = head === undefined ? undefined : new RequestBody(this.#reader, head);
    const environ = head && body && requestEnviron(head, body, this.#socket, this.#parts);
    if (head === undefined || body === undefined || environ === undefined) {
      this.#writePlain(400, 'close');
      this.#end();
      return false;
    }
    const outcome = await this.#answer(head, environ);
    if (outcome === 'handed over') return false;
    const mayGoOn = outcome === 'sent' && !this.#isLast(head) && (await this.#dropRest(body, environ));
    if (!mayGoOn) this.#end();
    return mayGoOn;
  }

  async #answer(head: RequestHead, environ: TestEnviron): Promise<'sent' | 'over' | 'handed over'> {
    const { exchange } = partsOf(environ);
    let begun: BegunCall | undefined;
    const onClose = (): void => {
      exchange.disconnect();
      if (begun?.kind === 'response') void begun.response.leave(exchange.signal.reason);
    };
    this.#socket.once('close', onClose);
    this.#tellAll(environ);
    try {
      begun = await beginCall(this.#parts.app, environ);
      if (this.#socket.destroyed) onClose();
      if (begun.kind === 'upgrade') {
        this.#handOver(begun);
        return 'handed over';
      }
      await this.#send(head, begun.response);
      return 'sent';
    } catch (error) {
      const code = failureStatus(error);
      if (code === 500) this.#parts.errors.write(`${describeError(error)}\n`);
      if (begun !== undefined && this.#isCommitted) this.#cutOff();
      else this.#writePlain(code, code === 500 && !this.#isLast(head) ? 'keep' : 'close');
      return code === 500 && !this.#isCommitted ? 'sent' : 'over';
    } finally {
      this.#socket.off('close', onClose);
    }
  }

  /** `onFinish` tells the headers of the server too. */
  #tellAll(environ: TestEnviron): void {
    const { exchange } = partsOf(environ);
    const end = exchange.end.bind(exchange);
    exchange.end = (finish) => end({ ...finish, headers: withDate(finish.headers) });
  }

  #isCommitted = false;
  #endsBody = false;

  async #send(head: RequestHead, response: OngoingResponse): Promise<void> {
    this.#isCommitted = false;
    const { status } = response;
    const isBodiless = head.method === 'HEAD' || /^(?:204|304)/.test(status);
    const whole = response.isWhole ? await allOf(response) : undefined;
    const framing = this.#framing(head, response, isBodiless, whole);
    const own = this.#parts.quirk === 'adds no Date' ? response.headers : withDate(response.headers);
    const headers = [...own, ...framing.headers];
    if (this.#isLast(head) || framing.endsBody) headers.push(['Connection', 'close']);
    this.#isCommitted = true;
    this.#endsBody = framing.endsBody;
    const text = `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    await this.#write(Buffer.from(text, 'latin1'));
    const hasNone = isBodiless || status.startsWith('205');
    if (hasNone && this.#parts.quirk === 'sends a body where there is none') this.#socket.write('a');
    for await (const chunk of whole ?? chunksOf(response)) {
      if (framing.isChunked) await this.#write(Buffer.from(`${chunk.length.toString(16)}\r\n`));
      await this.#write(chunk);
      if (framing.isChunked) await this.#write(Buffer.from('\r\n'));
    }
    if (framing.isChunked) await this.#write(Buffer.from('0\r\n\r\n'));
    if (framing.endsBody) this.#end();
  }

  #framing(
    head: RequestHead,
    { headers, status }: OngoingResponse,
    isBodiless: boolean,
    whole: readonly Uint8Array[] | undefined,
  ): { readonly headers: HeaderList; readonly isChunked: boolean; readonly endsBody: boolean } {
    const plain = { headers: [], isChunked: false, endsBody: false };
    const { quirk } = this.#parts;
    const byChunks: HeaderList = [['Transfer-Encoding', 'chunked']];
    if (quirk === 'frames everything by chunks') return { ...plain, headers: byChunks, isChunked: true };
    if (isBodiless && quirk === 'invents lengths') return { ...plain, headers: [['Content-Length', '0']] };
    if (isBodiless || getHeader(headers, 'Content-Length') !== undefined) return plain;
    if (whole !== undefined || status.startsWith('205')) {
      const counted = quirk === 'counts the first chunk' ? whole?.slice(0, 1) : whole;
      const length = (counted ?? []).reduce((sum, chunk) => sum + chunk.length, 0);
      return { ...plain, headers: [['Content-Length', String(length)]] };
    }
    if (head.version === 'HTTP/1.0' || quirk === 'frames by closing') return { ...plain, endsBody: true };
    return { ...plain, headers: byChunks, isChunked: true };
  }

  #handOver(begun: BegunCall & { readonly kind: 'upgrade' }): void {
    const { headers, socket, status } = begun;
    // With `raw` there is nothing to send.
    if (headers.length > 0) {
      this.#socket.write(
        `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      );
    }
    socket.write(this.#reader.release());
    this.#socket.pipe(socket).pipe(this.#socket);
    this.#socket.once('close', () => socket.destroy());
    socket.on('error', () => this.#socket.destroy());
  }

  /** Reads what the application has left, up to a bound. */
  async #dropRest(body: RequestBody, environ: TestEnviron): Promise<boolean> {
    if (this.#parts.quirk === 'leaves the rest of a body') return true;
    const isHeldBack = environ['HTTP_EXPECT'] !== undefined && !partsOf(environ).input.wasAskedFor;
    let dropped = 0;
    try {
      while (!body.isOver && !isHeldBack && dropped < MOST_DROPPED) dropped += (await body.next())?.length ?? 0;
    } catch {
      return false;
    }
    return body.isOver;
  }

  #isLast(head: RequestHead): boolean {
    return head.version === 'HTTP/1.0' || head.connection.includes('close') || this.#parts.draining.aborted;
  }

  #writePlain(code: number, fate: 'keep' | 'close'): void {
    const body = `${statusText(code)}\n`;
    const head = `HTTP/1.1 ${statusText(code)}\r\nContent-Length: ${body.length}\r\nDate: ${new Date().toUTCString()}\r\n`;
    this.#socket.write(`${head}${fate === 'close' ? 'Connection: close\r\n' : ''}\r\n${body}`);
  }

  /** Resolves when the socket takes more, or is gone. */
  async #write(bytes: Uint8Array): Promise<void> {
    const mayGoOn = this.#socket.destroyed || bytes.length === 0 || this.#socket.write(bytes);
    if (mayGoOn || this.#parts.quirk === 'never waits for the socket') return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.once('drain', done).once('close', done);
    });
  }

  /** The client must notice that this is not the end. */
  #cutOff(): void {
    if (this.#parts.quirk === 'ends a failed body') this.#socket.end(this.#endsBody ? '' : '0\r\n\r\n');
    else if (this.#endsBody) this.#socket.resetAndDestroy();
    else this.#socket.destroySoon();
  }

  /** Ends the sending half, and reads on for a moment, so that no reset overtakes the answer (RFC 9112 §9.6). */
  #end(): void {
    this.#reader.release();
    this.#socket.resume();
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 300).unref();
  }
}

async function* chunksOf(response: OngoingResponse): AsyncGenerator<Uint8Array, undefined> {
  for (let chunk = await response.next(); chunk !== undefined; chunk = await response.next()) yield chunk;
}

async function allOf(response: OngoingResponse): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(response)) chunks.push(chunk);
  return chunks;
}

function withDate(headers: HeaderList): (readonly [string, string])[] {
  return getHeader(headers, 'Date') === undefined ? [...headers, ['Date', new Date().toUTCString()]] : [...headers];
}
