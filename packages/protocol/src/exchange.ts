/**
 * One request and its response as the server sees them: what happens around the call of an application and cannot be
 * said through its arguments. Its parts are made only when asked for. Servers leave out what they cannot do.
 */
import type { Duplex } from 'node:stream';
import type { HeaderList } from './header-list.ts';

/** The exchange of one request, at `environ['tsgi.exchange']`. */
export interface Exchange {
  /** Aborts when the client went away, the server gave up, or `abort` was called; never after the response ended. */
  readonly signal: AbortSignal;
  /**
   * Gives this request up, as a timeout does: `signal` aborts.
   * @param reason becomes `signal.reason`; an `AbortError` when left out.
   */
  abort(reason?: unknown): void;
  /** Aborts when the server has begun to stop: a response without end (server-sent events, WebSockets) ends now. */
  readonly draining: AbortSignal;
  /** What inner layers have to tell outer ones: written on the way in, read at the end by logs, metrics and traces. */
  readonly facts: Facts;
  /**
   * Calls back once, after the response has ended and its body is closed; for an upgrade, when the socket closes.
   * The newest callback goes first. Registered late, it is called at once. One that throws is logged.
   */
  onFinish(callback: (finish: Finish) => void): void;
  /**
   * Sends `103 Early Hints` (RFC 8297) now. Absent where the server or the request (HTTP/1.0) cannot.
   * @throws ContractError when the headers may not be sent.
   */
  earlyHints?(headers: HeaderList): void;
  /**
   * Registers who takes the connection over. Present only when the client asked for an upgrade, on HTTP/1.1, without a
   * request body. The application then starts `101 Switching Protocols` through the whole stack and returns `[]`. If
   * that 101 reaches the server, it sends the head and calls the handler; any other status cancels the upgrade, so
   * every middleware between can say no.
   */
  upgrade?(handler: UpgradeHandler, options?: UpgradeOptions): void;
  /** The trailer fields of the request (RFC 9110 §6.5), once its body has been read to the end and had some. */
  readonly trailers?: HeaderList;
}

/**
 * Facts about a request. The names below are shared; a package adds its own as `<package>.<fact>`.
 */
export interface Facts {
  /** The pattern of the route that matched, mounts included: `/polls/:id(int)`. */
  route?: string;
  /** Who makes the request, as logs should name them. */
  user?: string;
  /** The id of this request, as logs and answers carry it. */
  requestId?: string;
  /** The error behind a 5xx answer, for those who report errors. */
  error?: unknown;
  [fact: `${string}.${string}`]: unknown;
}

/** How a response ended. */
export interface Finish {
  /** The status that was sent; `undefined` when the connection was lost before one was. */
  readonly status: number | undefined;
  /** The header fields that were sent, those of the server included. */
  readonly headers: HeaderList;
  /** How many bytes of body were sent, framing left out. */
  readonly bytes: number;
  /** What the application or its body threw, when it did. */
  readonly error: unknown;
  /** Whether the response did not reach its end: the client left, or the server had to destroy the connection. */
  readonly aborted: boolean;
}

/** Takes over the connection after a 101; from then on it owns the socket. `head` is what the client sent early. */
export type UpgradeHandler = (socket: Duplex, head: Uint8Array) => void;

/** How an upgrade answers. */
export interface UpgradeOptions {
  /**
   * The protocol to switch to, one of those that the request's `Upgrade` offers.
   * @default the first one offered
   */
  readonly protocol?: string;
  /**
   * Sends no head: the handler writes its own, as the `ws` package does.
   * @default false
   */
  readonly raw?: boolean;
}
