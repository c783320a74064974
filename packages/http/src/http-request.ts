/**
 * A request as an application likes to see it: a view of an environ. Cheap to make: nothing is parsed, and hardly
 * anything made, until it is asked for.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Environ } from '@tsgi/protocol';
import { type BodyLimits, resolveLimits } from './body-limits.ts';
import { parseRange, type RangeSpec } from './byte-ranges.ts';
import { type Conditions, parseConditions } from './conditions.ts';
import type { Form, FormInput } from './form.ts';
import type { FormPart } from './form-part.ts';
import { parsedUrl, requestHost } from './host.ts';
import { parseMediaType } from './media-type.ts';
import { acceptedEncoding, acceptedLanguage, acceptedType } from './negotiation.ts';
import { requestBody } from './request-body.ts';
import { RequestCookies } from './request-cookies.ts';
import { RequestHeaders } from './request-headers.ts';
import { assertValid, type Issue, validate } from './validation.ts';

/** How a schema reads a form. */
export interface FormSchemaOptions {
  /**
   * Names of fields that are lists however often they occur: checkboxes, multiple selects. Any other field is a list
   * only when it occurs more than once.
   * @default none
   */
  readonly lists?: readonly string[];
}

/** A form that was checked: its value, or what is wrong with it and the input to show again. */
export type CheckedForm<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly input: FormInput };

/** What was made of the environ so far. */
interface Parsed {
  url?: URL;
  query?: URLSearchParams;
  headers?: RequestHeaders;
  cookies?: RequestCookies;
  conditions?: Conditions;
}

/**
 * One request. Any number of them may be made of one environ: they share the body.
 *
 * Methods that read the body reject with a `BodyError` (4xx) when it is not what they read or over a limit, with the
 * server's `InputError` when it does not come whole, and with `UsageError` `body-used` when it was read in a way that
 * excludes theirs.
 */
export class HttpRequest<E extends Environ = Environ> {
  /** The environ itself, with what middleware has put into it. */
  readonly environ: E;
  readonly #limits: Partial<BodyLimits> | undefined;
  #parsed: Parsed | undefined;

  /** @param limits on the body; those left out keep their defaults */
  constructor(environ: E, limits?: Partial<BodyLimits>) {
    this.environ = environ;
    this.#limits = limits;
  }

  /** The method as sent, case kept. */
  get method(): string {
    return this.environ.REQUEST_METHOD;
  }

  /** The path below {@link scriptName}, percent-encoded in its canonical form. */
  get path(): string {
    return this.environ.PATH_INFO;
  }

  /** The path at which this application is mounted; `''` at the root. */
  get scriptName(): string {
    return this.environ.SCRIPT_NAME;
  }

  /**
   * The whole URL. A copy of its own: change it freely.
   * @throws HttpError `host-invalid` (400)
   */
  get url(): URL {
    const parsed = this.#cache();
    return new URL((parsed.url ??= parsedUrl(this.environ)));
  }

  /** The parameters of the query, decoded. */
  get query(): URLSearchParams {
    const parsed = this.#cache();
    return (parsed.query ??= new URLSearchParams(this.environ.QUERY_STRING));
  }

  get headers(): RequestHeaders {
    const parsed = this.#cache();
    return (parsed.headers ??= new RequestHeaders(this.environ));
  }

  get cookies(): RequestCookies {
    const parsed = this.#cache();
    return (parsed.cookies ??= new RequestCookies(this.environ.HTTP_COOKIE));
  }

  /** The type of the body in lower case, without parameters; `undefined` when there is none, or it is none. */
  get contentType(): string | undefined {
    const { CONTENT_TYPE } = this.environ;
    return CONTENT_TYPE === undefined ? undefined : parseMediaType(CONTENT_TYPE)?.essence;
  }

  /** The length of the body in bytes; `undefined` when the client did not say (chunked, or no body). */
  get contentLength(): number | undefined {
    const { CONTENT_LENGTH } = this.environ;
    return CONTENT_LENGTH === undefined ? undefined : Number(CONTENT_LENGTH);
  }

  /**
   * The host that the client addressed, in lower case, with its port where it is not the scheme's.
   * @throws HttpError `host-invalid` (400)
   */
  get host(): string {
    return requestHost(this.environ);
  }

  /** Whether the request came over https. */
  get secure(): boolean {
    return this.environ['tsgi.url_scheme'] === 'https';
  }

  /** The address of the client, or of the proxy before it; `''` on a unix socket. */
  get remoteAddress(): string {
    return this.environ.REMOTE_ADDR;
  }

  /** Aborts when the client has left, or the request was given up. */
  get signal(): AbortSignal {
    return this.environ['tsgi.exchange'].signal;
  }

  /** The ranges that `Range` asks for; `undefined` when there is none to honour. */
  get range(): readonly RangeSpec[] | undefined {
    return parseRange(this.environ.HTTP_RANGE);
  }

  /** The conditional headers (RFC 9110 §13.1), parsed. */
  get conditions(): Conditions {
    const parsed = this.#cache();
    return (parsed.conditions ??= parseConditions(this.environ));
  }

  /** The best of these media types for the client; `undefined` when it accepts none. */
  accepts<const T extends string>(types: readonly T[]): T | undefined {
    return acceptedType(this.environ.HTTP_ACCEPT, types);
  }

  /** The best of these languages for the client; `undefined` when it accepts none. */
  acceptsLanguages<const T extends string>(languages: readonly T[]): T | undefined {
    return acceptedLanguage(this.environ.HTTP_ACCEPT_LANGUAGE, languages);
  }

  /** The best of these content codings for the client; `undefined` when it accepts none. */
  acceptsEncodings<const T extends string>(encodings: readonly T[]): T | undefined {
    return acceptedEncoding(this.environ.HTTP_ACCEPT_ENCODING, encodings);
  }

  /** The body as it was sent. Kept: `text`, `json` and `form` work after it. */
  bytes(): Promise<Uint8Array> {
    return requestBody(this.environ).bytes(resolveLimits(this.#limits));
  }

  /** The body as text; UTF-8, or refused. */
  text(): Promise<string> {
    return requestBody(this.environ).text(resolveLimits(this.#limits));
  }

  /**
   * The body as JSON, of a JSON content type. One value for all who ask: do not change it.
   * @param schema checks it, and says what it becomes
   * @throws ValidationError (422) when it does not fit the schema
   */
  json(): Promise<unknown>;
  json<Schema extends StandardSchemaV1>(schema: Schema): Promise<StandardSchemaV1.InferOutput<Schema>>;
  async json(schema?: StandardSchemaV1): Promise<unknown> {
    const value = await requestBody(this.environ).json(resolveLimits(this.#limits));
    return schema === undefined ? value : assertValid(schema, value);
  }

  /**
   * The body as a form, urlencoded or multipart; empty when there is no body at all.
   * @param schema checks it as an object (see {@link FormSchemaOptions}), and says what it becomes
   * @throws ValidationError (422) when it does not fit the schema
   */
  form(): Promise<Form>;
  form<Schema extends StandardSchemaV1>(
    schema: Schema,
    options?: FormSchemaOptions,
  ): Promise<StandardSchemaV1.InferOutput<Schema>>;
  async form(schema?: StandardSchemaV1, options: FormSchemaOptions = {}): Promise<unknown> {
    const form = await requestBody(this.environ).form(resolveLimits(this.#limits));
    return schema === undefined ? form : assertValid(schema, form.toObject(options.lists));
  }

  /** The body as a form, checked: for a page that shows what is wrong beside each field, and keeps the input. */
  async tryForm<Schema extends StandardSchemaV1>(
    schema: Schema,
    options: FormSchemaOptions = {},
  ): Promise<CheckedForm<StandardSchemaV1.InferOutput<Schema>>> {
    const input = (await this.form()).toObject(options.lists);
    const validated = await validate(schema, input);
    return validated.ok ? validated : { ...validated, input };
  }

  /** The parts of a multipart form as they come; nothing is kept. May be asked for once. */
  parts(): AsyncGenerator<FormPart, void> {
    return requestBody(this.environ).parts(resolveLimits(this.#limits));
  }

  /** The body as it comes, chunk by chunk; nothing is kept. May be asked for once. */
  stream(): AsyncIterable<Uint8Array> {
    return requestBody(this.environ).stream(resolveLimits(this.#limits));
  }

  #cache(): Parsed {
    return (this.#parsed ??= {});
  }
}
