/**
 * One call of the application, from its environ to its closed body, in an async context of its own. Whatever happens,
 * the body is closed once, `onFinish` is called once, after that, and the connection is told once that the response is
 * over.
 */
import { AsyncResource } from 'node:async_hooks';
import {
  type Application,
  assertBody,
  describeError,
  type Environ,
  type ErrorStream,
  type Finish,
  isArrayBody,
  isInputError,
  isPromiseLike,
  type ResponseBody,
  status,
} from '@tsgi/protocol';
import { BodyIntake, type IntakeHost, type IntakePace } from './body-intake.ts';
import { BodyPump, type ChunkSink } from './body-pump.ts';
import { closeBody } from './close-body.ts';
import { RequestWatch } from './diagnostics.ts';
import { type ConnectionFacts, createEnviron } from './environ.ts';
import { type ExchangeHost, ServerExchange } from './exchange.ts';
import { RequestInput } from './input.ts';
import type { Outbox } from './outbox.ts';
import { Response, type ResponseHost } from './response.ts';
import type { Service } from './service.ts';
import type { RequestHead } from './wire/request-head.ts';
import type { RequestParser } from './wire/request-parser.ts';
import { parseSentFields } from './wire/response-head.ts';

/** The connection, as a call sees it. */
export interface CallHost {
  readonly outbox: Outbox;
  readonly parser: RequestParser;
  readonly facts: ConnectionFacts;
  readonly service: Service;
  /** Nothing more will arrive. */
  readonly isInputOver: boolean;
  /** Whether another request may follow, as far as the connection is concerned. */
  readonly mayPersist: boolean;
  /** More of the body is wanted. */
  readOn(): void;
  /** The response has gone out whole. */
  responded(response: Response): void;
  /** The response cannot go on, and the client must notice. */
  broken(response: Response): void;
}

type Failure = { readonly error: unknown };

export class Call implements ChunkSink, ExchangeHost, IntakeHost, ResponseHost {
  readonly intake: BodyIntake | undefined;
  readonly #host: CallHost;
  readonly #head: RequestHead;
  readonly #exchange: ServerExchange;
  readonly #response: Response;
  readonly #scope = new AsyncResource('TSGIREQUEST');
  #pump: BodyPump | undefined;
  #watch: RequestWatch | undefined;
  #failure: Failure | undefined;
  #isLost = false;
  /** The response went out whole. */
  #isComplete = false;

  constructor(host: CallHost, head: RequestHead) {
    this.#host = host;
    this.#head = head;
    this.#exchange = new ServerExchange(this, head);
    this.#response = new Response(this, head, this.#exchange);
    this.intake = head.framing.kind === 'none' ? undefined : new BodyIntake(this, head, this.#exchange);
  }

  /** Calls the application. */
  start(): void {
    const { facts, service } = this.#host;
    const input = new RequestInput(this.intake);
    const environ = createEnviron(this.#head, facts, service.environ, input, this.#exchange);
    this.#scope.runInAsyncScope(this.#invoke, this, service.app, environ);
  }

  /** The connection is lost: the signal first, then the body. */
  lose(reason: unknown): void {
    if (this.#isLost || this.#isComplete) return;
    this.#isLost = true;
    this.#response.mute();
    this.run(() => {
      this.#exchange.abort(reason);
      this.#pump?.stop();
    });
  }

  run(callback: () => void): void {
    this.#scope.runInAsyncScope(callback);
  }

  get outbox(): Outbox {
    return this.#host.outbox;
  }

  get parser(): RequestParser {
    return this.#host.parser;
  }

  get pace(): IntakePace {
    return this.#host.service.options;
  }

  get dateLine(): string {
    return this.#host.service.heartbeat.dateLine;
  }

  get draining(): AbortSignal {
    return this.#host.service.draining;
  }

  get isInputOver(): boolean {
    return this.#host.isInputOver;
  }

  get isAnswered(): boolean {
    return this.#response.committed !== undefined;
  }

  mayPersist(): boolean {
    return this.#host.mayPersist && (this.intake === undefined || this.intake.isEnded || this.intake.isDisposable);
  }

  readOn(): void {
    this.#host.readOn();
  }

  sendInterim(head: string): void {
    if (this.isAnswered || this.#isLost) return;
    this.#host.outbox.addText(head);
    this.#host.outbox.flush();
  }

  log(error: unknown): void {
    this.#errors.write(`${describeError(error)}\n`);
  }

  send(chunk: Uint8Array, sent: ((chunk: Uint8Array) => void) | undefined): boolean {
    return this.#response.send(chunk, sent);
  }

  get isFull(): boolean {
    return this.#host.outbox.isFull;
  }

  whenDrained(callback: () => void): void {
    this.#host.outbox.whenDrained(callback);
  }

  flush(): void {
    this.#host.outbox.flush();
  }

  ended(failure: Failure | undefined): void {
    if (failure === undefined) this.#end();
    else this.#fail(failure.error);
    const closing = this.#pump?.close(this.#errors);
    this.#finishAfter(closing);
  }

  get #errors(): ErrorStream {
    return this.#host.service.environ.errors;
  }

  #invoke(app: Application, environ: Environ): void {
    this.#watch = RequestWatch.begin(environ, this.#host.service.options.clock);
    try {
      const returned = app(environ, this.#response.startResponse);
      if (isPromiseLike(returned)) this.#follow(returned);
      else this.#take(returned);
    } catch (error) {
      this.#throw(error);
    }
  }

  #follow(returned: PromiseLike<ResponseBody>): void {
    returned.then(
      (body) => this.#take(body),
      (error: unknown) => this.#throw(error),
    );
  }

  #throw(error: unknown): void {
    this.#fail(error);
    this.#finish();
  }

  #take(body: ResponseBody): void {
    this.#response.bodyReturned();
    try {
      assertBody(body);
    } catch (error) {
      this.#throw(error);
      return;
    }
    if (isArrayBody(body)) {
      this.#sendArray(body);
      return;
    }
    this.#pump = new BodyPump(body, this);
    if (this.#isLost) this.#pump.stop();
    else this.#pump.pull();
  }

  #sendArray(body: readonly Uint8Array[] & { close?(): void | Promise<void> }): void {
    try {
      this.#response.sendAll(body);
      this.#complete();
    } catch (error) {
      this.#fail(error);
    }
    this.#finishAfter(closeBody(body, undefined, false, this.#errors));
  }

  #end(): void {
    if (this.#isLost) return;
    try {
      this.#response.end();
      this.#complete();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Something threw. */
  #fail(error: unknown): void {
    this.#failure = { error };
    this.#answer(error);
    this.#watch?.fail(error, this.describe(), this.intake?.received ?? 0);
  }

  /** Before the commit an error is an answer; after it, an end that the client must notice. */
  #answer(error: unknown): void {
    const isFaultOfInput = isInputError(error);
    const isExpected = this.#isLost && (isFaultOfInput || error === this.#exchange.abortion?.reason);
    if (!isFaultOfInput && !isExpected) this.log(error);
    if (this.#isLost) return;
    if (this.#response.committed !== undefined) {
      this.#host.broken(this.#response);
      return;
    }
    this.#response.fail(status(isFaultOfInput ? error.status : 500));
    this.#complete();
  }

  #complete(): void {
    if (this.#isLost) return;
    this.#isComplete = true;
    this.#host.responded(this.#response);
  }

  #finishAfter(closing: void | Promise<void>): void {
    if (closing === undefined) this.#finish();
    else void closing.then(() => this.#finish());
  }

  #finish(): void {
    const { committed } = this.#response;
    if (committed?.upgrade !== undefined && this.#isComplete) return;
    this.finish();
  }

  /** The exchange is over: for an upgrade, when the socket has closed. */
  finish(): void {
    this.#response.settle();
    this.#exchange.finish();
    this.#watch?.finish(this.describe(), this.intake?.received ?? 0);
  }

  /** How the response ended. */
  describe(): Finish {
    const { committed, bytes } = this.#response;
    return {
      status: committed?.code,
      headers: committed === undefined ? [] : parseSentFields(committed.head),
      bytes,
      error: this.#failure?.error,
      aborted: !this.#isComplete,
    };
  }
}
