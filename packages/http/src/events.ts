/** Server-sent events (HTML Standard §9.2): a response that stays open and tells the client what happens. */
import { type Clock, systemClock } from './clock.ts';
import { EventsBody } from './events-body.ts';
import { HttpResponse, type ResponseOptions, withType } from './http-response.ts';
import { formatEvent, type ServerEvent } from './server-event.ts';

/** Options of {@link events}. */
export interface EventsOptions extends ResponseOptions {
  /**
   * Milliseconds of silence after which a comment is sent, so that proxies keep the connection and a client that left
   * is noticed.
   * @default 15000
   */
  readonly heartbeat?: number;
  /**
   * Milliseconds that the client waits before it connects again.
   * @default the browser's choice
   */
  readonly retry?: number;
  /**
   * The time that the heartbeat goes by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** What the maker of the events is told. */
export interface EventsContext {
  /** The id of the last event that the client has seen, when it connects again. */
  readonly lastEventId: string | undefined;
  /** Aborts when the client has left, and when the server stops: end then, also in the middle of a wait. */
  readonly signal: AbortSignal;
}

/**
 * A response of server-sent events. It is open at once, before the first event, and ends when the source does, when the
 * client leaves and when the server stops; the client connects again after the last, and tells the last id it has seen.
 *
 * @param source the events, or a function that makes them for this client
 * @throws UsageError `event-field` when `retry` is not a whole number
 */
export function events(
  source: AsyncIterable<ServerEvent> | ((context: EventsContext) => AsyncIterable<ServerEvent>),
  options: EventsOptions = {},
): HttpResponse {
  const { heartbeat = 15_000, clock = systemClock, retry } = options;
  const opening = formatEvent(retry === undefined ? { comment: '' } : { retry });
  const response = new HttpResponse([], withType('text/event-stream', options));
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-cache');
  // nginx would keep the events back otherwise.
  response.headers.set('X-Accel-Buffering', 'no');
  return response.finishWith((finished, environ) => {
    const lastEventId = environ.HTTP_LAST_EVENT_ID;
    const open = (signal: AbortSignal): AsyncIterable<ServerEvent> =>
      typeof source === 'function' ? source({ lastEventId, signal }) : source;
    finished.body = new EventsBody(open, { opening, heartbeat, clock, exchange: environ['tsgi.exchange'] });
    return finished;
  });
}
