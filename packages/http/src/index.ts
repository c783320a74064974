export { BodyError, type BodyErrorCode } from './body-error.ts';
export type { BodyLimits } from './body-limits.ts';
export { type ByteRange, formatContentRange, parseRange, type RangeSpec, satisfyRanges } from './byte-ranges.ts';
export { type Clock, systemClock } from './clock.ts';
export { conditional, notModified } from './conditional.ts';
export {
  type Conditions,
  checkConditions,
  evaluateConditions,
  parseConditions,
  rangeStillFits,
  type Validators,
} from './conditions.ts';
export { empty, html, json, text } from './content.ts';
export { formatContentDisposition } from './content-disposition.ts';
export type { ContextProcessor } from './context-processor.ts';
export {
  type EntityTag,
  type EntityTagList,
  entityTagOf,
  formatEntityTag,
  parseEntityTag,
  parseEntityTags,
  strongMatch,
  weakMatch,
} from './entity-tag.ts';
export { answeredError, errorResponse } from './error-response.ts';
export { escapeHtml } from './escape-html.ts';
export { type EventsContext, type EventsOptions, events } from './events.ts';
export { httpErrorFor } from './fail-view.ts';
export { contentTypeOf, download, type FileOptions, file, fileValidators } from './file.ts';
export { Form, type FormInput, type FormValue } from './form.ts';
export { FormPart } from './form-part.ts';
export { GuardedCookie, type GuardedCookieOptions } from './guarded-cookie.ts';
export { formatHttpDate, parseHttpDate } from './http-date.ts';
export {
  badRequest,
  conflict,
  type ErrorDetails,
  forbidden,
  gone,
  HttpError,
  type HttpErrorOptions,
  methodNotAllowed,
  notAcceptable,
  notFound,
  preconditionFailed,
  serviceUnavailable,
  tooManyRequests,
  unauthorized,
  unprocessable,
  unsupportedMediaType,
} from './http-error.ts';
export { type CheckedForm, type FormSchemaOptions, HttpRequest } from './http-request.ts';
export { type Finishing, HttpResponse, type ResponseOptions } from './http-response.ts';
export { announceLogin, type LoginEvent, onLogin } from './login.ts';
export { Markup, markup } from './markup.ts';
export { type MediaType, parseMediaType } from './media-type.ts';
export { acceptedEncoding, acceptedLanguage, acceptedType } from './negotiation.ts';
export { redirect, safeRedirect } from './redirect.ts';
export { bodyOf } from './request-body.ts';
export { RequestCookies } from './request-cookies.ts';
export { RequestHeaders } from './request-headers.ts';
export { type HeaderFields, ResponseHeaders } from './response-headers.ts';
export { formatEvent, type ServerEvent } from './server-event.ts';
export { type CookieOptions, formatDeletion, formatSetCookie } from './set-cookie.ts';
export { type SignedCookie, type SignedCookieOptions, signedCookie } from './signed-cookie.ts';
export { type Signer, type SignerOptions, signer } from './signer.ts';
export { type Secrets, SigningKeys } from './signing-keys.ts';
export { type FramedError, isFramedError, type SourceFrame, sourceFrameOf } from './source-frame.ts';
export { type StreamSource, stream } from './stream.ts';
export { type TimedSigner, type TimedSignerOptions, type TimedValue, timedSigner } from './timed-signer.ts';
export { UploadedFile } from './uploaded-file.ts';
export { type UsageCode, UsageError } from './usage-error.ts';
export { assertValid, type Issue, type Validated, ValidationError, validate } from './validation.ts';
export { runView, type View, type ViewOptions, view } from './view.ts';
export { LateError, within } from './within.ts';
