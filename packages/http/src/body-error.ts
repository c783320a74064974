/** The body of a request is not what the application reads, or larger. The client's fault: its message says which. */
import { HttpError } from './http-error.ts';

/** An {@link HttpError} about the body of a request. Its status follows from its code. */
export class BodyError extends HttpError {
  override readonly name = 'BodyError';
  declare readonly code: BodyErrorCode;

  constructor(code: BodyErrorCode, message: string) {
    super(STATUSES[code], { code, message });
  }
}

/** What a {@link BodyError} can be about. */
export type BodyErrorCode =
  /** 413: more bytes than `memory` or `total` allow. */
  | 'body-too-large'
  /** 415: the content type is none that is read this way. */
  | 'content-type-unsupported'
  /** 415: text in another charset than UTF-8. */
  | 'charset-unsupported'
  /** 415: a compressed body, or a part in an obsolete transfer encoding. */
  | 'content-encoding-unsupported'
  /** 400: the text is not UTF-8. */
  | 'text-malformed'
  /** 400: No JSON. */
  | 'json-malformed'
  /** 400: JSON nested deeper than `jsonDepth`. */
  | 'json-too-deep'
  /** 400: a key that would reach an object's prototype once it is merged: `__proto__`, or `constructor.prototype`. */
  | 'key-forbidden'
  /** 413: more fields than `fields`. */
  | 'form-too-many-fields'
  /** 413: more files than `files`. */
  | 'form-too-many-files'
  /** 413: a field larger than `fieldSize`. */
  | 'field-too-large'
  /** 413: a file larger than `fileSize`. */
  | 'file-too-large'
  /** 413: the header of a part larger than `partHeader`. */
  | 'part-header-too-large'
  /** 400: a multipart body without a boundary in its content type, or with one that is none. */
  | 'multipart-boundary'
  /** 400: a multipart body that breaks its syntax (RFC 2046 §5.1, RFC 7578). */
  | 'multipart-malformed'
  /** 400: a multipart body without its end. */
  | 'multipart-truncated';

const STATUSES: Readonly<Record<BodyErrorCode, number>> = {
  'body-too-large': 413,
  'content-type-unsupported': 415,
  'charset-unsupported': 415,
  'content-encoding-unsupported': 415,
  'text-malformed': 400,
  'json-malformed': 400,
  'json-too-deep': 400,
  'key-forbidden': 400,
  'form-too-many-fields': 413,
  'form-too-many-files': 413,
  'field-too-large': 413,
  'file-too-large': 413,
  'part-header-too-large': 413,
  'multipart-boundary': 400,
  'multipart-malformed': 400,
  'multipart-truncated': 400,
};
