/** How much of a request's body is read, and into what. Each breach is an error of its own, 413 or 400. */
export interface BodyLimits {
  /**
   * Bytes of a body that are held in memory: of `bytes()`, `text()`, `json()` and urlencoded forms, and of all the
   * fields of a multipart form together. Breach: `body-too-large`.
   * @default 2621440 (2.5 MiB)
   */
  readonly memory: number;
  /**
   * Bytes of a multipart body as a whole, and of `stream()`. Breach: `body-too-large`.
   * @default 104857600 (100 MiB)
   */
  readonly total: number;
  /**
   * How deep JSON may be nested: `[[1]]` is 2 deep. Breach: `json-too-deep`.
   * @default 64
   */
  readonly jsonDepth: number;
  /**
   * The number of a form's fields, files left out. Breach: `form-too-many-fields`.
   * @default 1000
   */
  readonly fields: number;
  /**
   * Bytes of the name, and of the value, of one field of a form. Breach: `field-too-large`.
   * @default 1048576 (1 MiB)
   */
  readonly fieldSize: number;
  /**
   * The number of a form's files. Breach: `form-too-many-files`.
   * @default 100
   */
  readonly files: number;
  /**
   * Bytes of one file. Breach: `file-too-large`.
   * @default 33554432 (32 MiB)
   */
  readonly fileSize: number;
  /**
   * Bytes up to which a file stays in memory; a larger one goes to a temporary file. No breach.
   * @default 65536 (64 KiB)
   */
  readonly fileMemory: number;
  /**
   * Bytes of the header of one part of a multipart body. Breach: `part-header-too-large`.
   * @default 8192 (8 KiB)
   */
  readonly partHeader: number;
}

/** The limits with those given put in. */
export function resolveLimits(limits: Partial<BodyLimits> | undefined): BodyLimits {
  return limits === undefined ? DEFAULTS : { ...DEFAULTS, ...limits };
}

const KIB = 1024;
const MIB = 1024 * KIB;

const DEFAULTS: BodyLimits = {
  memory: 2.5 * MIB,
  total: 100 * MIB,
  jsonDepth: 64,
  fields: 1000,
  fieldSize: MIB,
  files: 100,
  fileSize: 32 * MIB,
  fileMemory: 64 * KIB,
  partHeader: 8 * KIB,
};
