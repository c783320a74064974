/** What became of the bytes of one connection, as the application behind a server sees it. */
export interface Outcome {
  /** The requests that the application was called for, in order. */
  readonly seen: readonly Sighting[];
  /** How the server names what it did not like; `undefined` when it read everything. */
  readonly refusal: string | undefined;
}

/** One request, as the application saw it. */
export interface Sighting {
  readonly method: string;
  readonly target: string;
  /** By their keys of an environ. */
  readonly fields: Readonly<Record<string, string>>;
  /** In latin-1. */
  body: string;
  /** Whether the body came to its end. */
  isWhole: boolean;
}

/** The statuses of all responses in what a server sent. */
export function statusesIn(received: string): readonly number[] {
  return Array.from(received.matchAll(/^HTTP\/1\.1 ([0-9]{3}) /gm), ([, status]) => Number(status));
}
