import type { InputError as InputFault } from '@tsgi/protocol';
import { type ProtocolCode, ProtocolError } from './wire/protocol-error.ts';

/** A body that cannot be read to its end. An application that lets it pass has it answered with its `status`. */
export class InputError extends Error implements InputFault {
  override readonly name = 'InputError';
  readonly origin = 'tsgi.input';
  /** What is wrong. */
  readonly code: InputCode;
  /** The status that answers it. */
  readonly status: number;

  constructor(code: InputCode, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** What an {@link InputError} can be about. */
export type InputCode =
  | ProtocolCode
  /** The connection ended within the body. */
  | 'body-truncated'
  /** The body came in more slowly than the limit. */
  | 'body-timeout'
  /** The first read came after the response, when the client had not been asked for the body any more. */
  | 'body-not-sent'
  /** A read while another one is pending: a fault of the application. */
  | 'read-pending';

/** The error of the wire as an error of the body. Anything else is passed on as it is. */
export function toInputError(error: unknown): unknown {
  return error instanceof ProtocolError
    ? new InputError(error.code, error.status, error.message, { cause: error })
    : error;
}
