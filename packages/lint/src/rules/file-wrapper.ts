/** `tsgi.file_wrapper`: bodies that a server may send its own way. */
import { fileOf } from '@tsgi/protocol';
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';

export type FileWrapperRuleId = 'file-wrapper-invalid';
export type FileWrappingRuleId = 'file-invalid';
export type FileBodyRuleId = 'file-body-invalid';
export type FileTextId = 'file-sent-early' | 'file-unrecognised' | 'file-range' | 'file-mark-lost';

export const fileWrapperRules: readonly Rule<FileWrapperRuleId, Call>[] = [
  {
    id: 'file-wrapper-invalid',
    culprit: 'server',
    text: '`tsgi.file_wrapper` is a function.',
    source: 'PEP 3333 "Optional Platform-Specific File Handling"',
    check: ({ environ }) => {
      const wrapper = environ['tsgi.file_wrapper'];
      return typeof wrapper === 'function' ? undefined : `tsgi.file_wrapper is ${show(wrapper)}`;
    },
  },
];

/** Checked when an application wraps a file; the subject is what it gives. */
export const fileWrappingRules: readonly Rule<
  FileWrappingRuleId,
  { readonly file: unknown; readonly blockSize: unknown }
>[] = [
  {
    id: 'file-invalid',
    culprit: 'application',
    text: 'The file has a descriptor, `fd`, a whole number from 0, with the byte to `start` at where that is not where it stands, and the `length` to send where that is not all; or it has `read(size)`. The block size, a hint, is a whole number from 1.',
    source: 'PEP 3333 "Optional Platform-Specific File Handling"',
    check: ({ file, blockSize }) => {
      const found = typeof file === 'object' && file !== null;
      const hasDescriptor = found && 'fd' in file && isWhole(file.fd, 0);
      const hasReader = found && 'read' in file && typeof file.read === 'function';
      if (!hasDescriptor && !hasReader) return `The file is ${show(file)}, without fd and read`;
      if (hasDescriptor && 'start' in file && file.start !== undefined && !isWhole(file.start, 0)) {
        return `The file's start is ${show(file.start)}`;
      }
      if (hasDescriptor && 'length' in file && file.length !== undefined && !isWhole(file.length, 0)) {
        return `The file's length is ${show(file.length)}`;
      }
      return blockSize === undefined || isWhole(blockSize, 1) ? undefined : `The block size is ${show(blockSize)}`;
    },
  },
];

/** Checked when the server has wrapped a file; the subject is what it made. */
export const fileBodyRules: readonly Rule<FileBodyRuleId, { readonly body: unknown }>[] = [
  {
    id: 'file-body-invalid',
    culprit: 'server',
    text: "What `tsgi.file_wrapper` returns is an async iterable of the file's chunks, with a `close` that closes the file. Under `Symbol.for('tsgi.file')` it carries the object by which its server knows it.",
    source: 'PEP 3333 "Optional Platform-Specific File Handling"',
    check: ({ body }) => {
      const found = typeof body === 'object' && body !== null && Symbol.asyncIterator in body && fileOf in body;
      const right = found && typeof body[fileOf] === 'object' && 'close' in body && typeof body.close === 'function';
      return right ? undefined : `tsgi.file_wrapper returned ${show(body)} that is no file body`;
    },
  },
];

export const fileTexts: readonly Rule<FileTextId>[] = [
  {
    id: 'file-sent-early',
    culprit: 'server',
    text: 'Nothing is sent before the body reaches the server as the body of a response. It may send the file its own way then, or iterate it as any other.',
    source: 'PEP 3333 "Optional Platform-Specific File Handling"',
    check: 'conformance',
  },
  {
    id: 'file-unrecognised',
    culprit: 'server',
    text: "A server knows its own file bodies by the object under `Symbol.for('tsgi.file')`, however often they were wrapped. One that it did not make is a body as any other.",
    check: 'conformance',
  },
  {
    id: 'file-range',
    culprit: 'server',
    text: 'Sending starts at `start`, else where the file stands, and ends at the end of the file or after `Content-Length` bytes, whichever comes first.',
    source: 'PEP 3333 "Optional Platform-Specific File Handling"',
    check: 'conformance',
  },
  {
    id: 'file-mark-lost',
    culprit: 'application',
    text: 'Middleware that does not change the bytes of a file body returns a body with the same object under that symbol; middleware that does change them returns one without it.',
    check: 'review',
  },
];

function isWhole(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}
