import type { HeaderList } from './header-list.ts';
import type { ResponseBody } from './response-body.ts';

/** A response at its commit. */
export interface BegunResponse {
  readonly status: string;
  readonly headers: HeaderList;
  /**
   * The body, from its first byte on; yours to return, to wrap or to discard. Closing it twice closes it once. An
   * array means that all of it is there.
   */
  readonly body: ResponseBody;
}

/**
 * Answers in place of an application that takes its time (a timeout). Called only when the application has not
 * answered at once. Once `answer` was called, the application's `startResponse` throws, its late body is closed and
 * its late error logged; called too late, `answer` closes what it was given.
 *
 * @returns a function that is called when the application has begun its response, or has failed, first
 */
export type Alternative = (answer: (response: BegunResponse) => void) => () => void;
