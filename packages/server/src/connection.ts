/**
 * One connection: requests come in, one at a time is answered, in order, and then it stays open or ends. Owns the
 * socket until that closes or an upgrade takes it over. What HTTP demands of bytes is in `wire/`; here is only when
 * they are read and written.
 */

import { AsyncResource } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { describeError } from '@tsgi/protocol';
import { Call, type CallHost } from './call.ts';
import type { ConnectionFacts } from './environ.ts';
import { errorResponse } from './error-response.ts';
import { BEAT, type Timed } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { resetSocket } from './reset-socket.ts';
import type { Response } from './response.ts';
import type { Service } from './service.ts';
import { handOver, type RegisteredUpgrade } from './upgrade.ts';
import { ProtocolError } from './wire/protocol-error.ts';
import type { RequestHead } from './wire/request-head.ts';
import { RequestParser } from './wire/request-parser.ts';

type State =
  /** For a request, or the rest of its head. */
  | 'waiting'
  /** The application has been called, and its response has not gone out whole. */
  | 'serving'
  /** The response is out; what the application did not read of the body is still coming in. */
  | 'discarding'
  /** The last response is out; the client has to close. */
  | 'leaving'
  | 'upgraded'
  | 'closed';

export class Connection implements Timed, CallHost {
  readonly outbox: Outbox;
  readonly parser: RequestParser;
  readonly facts: ConnectionFacts;
  readonly service: Service;
  readonly #socket: Socket;
  /** Outside of all requests. What one of them sets in its async context is not for the next one. */
  readonly #scope = new AsyncResource('TSGICONNECTION');
  #state: State = 'waiting';
  #call: Call | undefined;
  #requests = 0;
  #deadline: number;
  #isInHead = false;
  #isInputOver = false;
  #isAdvancing = false;
  #isPaused = false;
  #discarded = 0;

  constructor(socket: Socket, facts: ConnectionFacts, service: Service) {
    this.#socket = socket;
    this.facts = facts;
    this.service = service;
    this.outbox = new Outbox(socket);
    this.parser = new RequestParser(service.limits);
    this.#deadline = this.#after(service.options.headTimeout);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    // What went wrong with the socket is its peer's business; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', this.#onClose);
  }

  /**
   * The server stops: a busy connection ends after its response, an idle one when what its client has sent already is
   * read. A new one has a moment for its first request: it was accepted, and its client knows nothing of the stop.
   */
  drain(): void {
    if (this.#state !== 'waiting' || this.parser.isInsideHead) return;
    if (this.#requests === 0) this.#deadline = Math.min(this.#deadline, this.#after(FIRST_REQUEST));
    else setImmediate(() => setImmediate(() => this.leaveIfIdle()));
  }

  /** Ends the connection if it waits for a request that has not begun; tells whether it did. */
  leaveIfIdle(): boolean {
    if (this.#state !== 'waiting' || this.parser.isInsideHead) return false;
    this.#leave();
    return true;
  }

  /** Ends the connection, whatever it is at. */
  destroy(): void {
    this.#socket.destroy();
  }

  beat(now: number, elapsed: number): void {
    if (this.#state === 'upgraded' || this.#state === 'closed') return;
    if (this.outbox.beat(elapsed) >= this.service.options.writeTimeout) {
      this.#socket.destroy();
    } else if (this.#state === 'serving') {
      this.#call?.intake?.beat(elapsed);
    } else if (now >= this.#deadline) {
      this.#expire();
    }
  }

  get isInputOver(): boolean {
    return this.#isInputOver;
  }

  get mayPersist(): boolean {
    if (this.#requests >= this.service.options.maxRequestsPerConnection) return false;
    // A pipelined request that has begun to arrive when the server stops is still answered.
    return !this.service.draining.aborted || this.parser.isInsideHead;
  }

  responded(response: Response): void {
    const { committed } = response;
    const intake = this.#call?.intake;
    if (committed?.upgrade !== undefined) this.#upgrade(committed.upgrade);
    else if (committed?.isLast === true) this.#leave();
    else if (intake === undefined || intake.isEnded) this.#wait();
    else {
      this.#state = 'discarding';
      this.#deadline = this.#after(LINGER);
    }
    if (!this.#isAdvancing) this.#scope.runInAsyncScope(this.#advance, this);
  }

  readOn(): void {
    if (this.#isPaused) this.#regulate();
  }

  broken(response: Response): void {
    this.outbox.flush();
    // Where the end of the connection is the end of the body, only a reset tells that it is not.
    if (response.committed?.framing.kind === 'close') resetSocket(this.#socket);
    else this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#state === 'leaving') {
      this.#discarded += chunk.length;
      if (this.#discarded > MOST_LINGERED) this.#socket.destroy();
      return;
    }
    this.parser.receive(chunk);
    this.#advance();
  };

  readonly #onEnd = (): void => {
    this.#isInputOver = true;
    this.#advance();
  };

  readonly #onClose = (): void => {
    const wasUpgraded = this.#state === 'upgraded';
    this.#state = 'closed';
    this.#isInputOver = true;
    if (wasUpgraded) this.#call?.finish();
    else this.#call?.lose(new DOMException('The client went away', 'AbortError'));
    this.#call?.intake?.wake();
    this.outbox.close();
  };

  /** Does what can be done with the bytes at hand. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    let isMoving = true;
    while (isMoving) isMoving = this.#step();
    this.#isAdvancing = false;
    if (this.#state === 'upgraded' || this.#state === 'closed') return;
    this.outbox.flush();
    this.#regulate();
  }

  /** One step; tells whether another one may follow. */
  #step(): boolean {
    try {
      switch (this.#state) {
        case 'waiting':
          return this.#takeRequest();
        case 'serving':
          this.#call?.intake?.wake();
          return false;
        case 'discarding':
          return this.#discard();
        case 'leaving':
        case 'upgraded':
        case 'closed':
          return false;
      }
    } catch (error) {
      if (error instanceof ProtocolError) this.#refuse(error);
      else {
        this.#log(error);
        this.#socket.destroy();
      }
      return false;
    }
  }

  #takeRequest(): boolean {
    if (this.outbox.isFull) {
      this.outbox.whenDrained(() => this.#scope.runInAsyncScope(this.#advance, this));
      return false;
    }
    const head = this.parser.nextHead();
    if (head !== undefined) {
      this.#serve(head);
      return true;
    }
    if (this.#isInputOver) {
      if (this.parser.isInsideHead) throw new ProtocolError('head-truncated', 'The connection ended within a head');
      this.#leave();
    } else if (this.service.draining.aborted && this.#requests > 0 && !this.parser.isInsideHead) {
      this.#leave();
    }
    return false;
  }

  #serve(head: RequestHead): void {
    if (head.scheme === 'https' && this.facts.scheme === 'http') {
      throw new ProtocolError('misdirected', 'The target is of scheme https, and the connection is not secured');
    }
    this.#requests++;
    this.#state = 'serving';
    this.#call = new Call(this, head);
    this.#call.start();
  }

  #discard(): boolean {
    const left = this.#call?.intake?.discard() ?? 'ended';
    if (left === 'ended') this.#wait();
    if (left === 'too-much') this.#leave();
    return left === 'ended';
  }

  #wait(): void {
    this.#state = 'waiting';
    this.#call = undefined;
    this.#isInHead = false;
    this.#deadline = this.#after(this.service.options.keepAliveTimeout);
  }

  /** Reads as much ahead as fits, and gives a head that has begun its time. */
  #regulate(): void {
    const shouldPause = this.parser.unread >= this.service.options.maxReadAhead;
    if (shouldPause !== this.#isPaused) {
      this.#isPaused = shouldPause;
      if (shouldPause) this.#socket.pause();
      // What waits in the socket comes out in the context in which it was resumed.
      else this.#scope.runInAsyncScope(() => this.#socket.resume());
    }
    if (this.#state !== 'waiting' || this.#isInHead || !this.parser.isInsideHead) return;
    this.#isInHead = true;
    this.#deadline = this.#after(this.service.options.headTimeout);
  }

  /** A deadline has passed. */
  #expire(): void {
    if (this.#state === 'leaving') this.#socket.destroy();
    else if (this.#isInHead && this.#state === 'waiting') {
      this.#refuse(new ProtocolError('head-timeout', 'The head did not arrive in time'));
    } else this.#leave();
  }

  /** Answers what is not a request, and ends. */
  #refuse(error: ProtocolError): void {
    this.outbox.addText(errorResponse(error, this.service.heartbeat.dateLine));
    this.#leave();
  }

  /**
   * Ends the connection so that the client gets what was sent: the sending side first, then what still comes in is
   * read and thrown away for a while. To close at once would reset, and the client might lose the answer (RFC 9112
   * §9.6).
   */
  #leave(): void {
    this.#state = 'leaving';
    this.#deadline = Number.POSITIVE_INFINITY;
    this.outbox.end(() => {
      this.#deadline = this.#after(LINGER);
    });
    this.#isPaused = false;
    this.#socket.resume();
  }

  #upgrade(upgrade: RegisteredUpgrade): void {
    this.#state = 'upgraded';
    this.outbox.flush();
    this.outbox.close();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    try {
      handOver(this.#socket, upgrade.handler, this.parser.takeRest());
    } catch (error) {
      this.#log(error);
      this.#socket.destroy();
    }
  }

  #log(error: unknown): void {
    this.service.environ.errors.write(`${describeError(error)}\n`);
  }

  /** When so much time has passed, by the beats: at least that, and a beat more at most. */
  #after(milliseconds: number): number {
    return this.service.heartbeat.now + BEAT + milliseconds;
  }
}

/** How long a new connection may wait for its first request when the server stops, in milliseconds. */
const FIRST_REQUEST = 500;

/** How long, and how much, is read from a client after the last response, in milliseconds and bytes. */
const LINGER = 1000;
const MOST_LINGERED = 16_777_216;
