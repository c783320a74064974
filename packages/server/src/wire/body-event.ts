/** What a body is read as: pieces, and an end. */
import type { HeaderList } from '@tsgi/protocol';

export type BodyEvent = Data | End;

/** A piece of the body. The bytes are never changed again. */
interface Data {
  readonly kind: 'data';
  readonly bytes: Buffer;
}

/** The end of a body. */
interface End {
  readonly kind: 'end';
  /** The trailer fields of a chunked body (RFC 9110 §6.5); `undefined` when it had none. */
  readonly trailers: HeaderList | undefined;
}
