/** Partners for the rules about input and errors. */
import type { Environ, InputStream } from '@tsgi/protocol';
import { environFor } from '../drive.ts';
import { MemoryInput } from '../memory-input.ts';
import { bytes, hello, type Pairs, type Partner, sets, wrong } from '../partner.ts';

const post = (text: string): (() => Environ) => {
  return () => environFor({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: String(text.length) }, text);
};

/** An application that reads, and a server whose input reads like this. */
const reads = (act: (input: InputStream) => Promise<unknown>, environ = post('one\ntwo')): Partner => ({
  environ,
  app: async (given, startResponse) => {
    await act(given['tsgi.input']);
    return hello(given, startResponse);
  },
});

const withInput = (partner: Partner, input: Partial<Record<keyof InputStream, unknown>>): Partner => ({
  ...partner,
  environ: () => environFor({ 'tsgi.input': Object.assign(new MemoryInput('one\ntwo'), input) }),
});

export const inputPairs: Pairs = {
  'input-invalid': { mutants: [sets({ 'tsgi.input': {} }), sets({ 'tsgi.input': 'text' })] },
  'input-amount-invalid': {
    right: reads(async (input) => [await input.read(0), await input.readLine(2), await input.read()]),
    mutants: [
      reads((input) => input.read(-1)),
      reads((input) => input.read(1.5)),
      reads((input) => input.readLine(wrong('2'))),
    ],
  },
  'input-read-concurrently': {
    right: reads(async (input) => {
      const chunks = [];
      for await (const chunk of input) chunks.push(chunk);
      return chunks;
    }),
    mutants: [reads((input) => Promise.all([input.read(1), input.read(1)]))],
  },
  'input-read-late': {
    mutants: [
      {
        app: (environ, startResponse) => {
          environ['tsgi.exchange'].onFinish(() => void environ['tsgi.input'].read().catch(() => undefined));
          return hello(environ, startResponse);
        },
      },
    ],
  },
  'input-result-invalid': {
    right: reads((input) => input.read()),
    mutants: [
      withInput(
        reads((input) => input.read()),
        { read: async () => 'text' },
      ),
      withInput(
        reads((input) => input.read()),
        { read: () => bytes('one\ntwo') },
      ),
      withInput(
        reads(async (input) => input[Symbol.asyncIterator]().next()),
        {
          [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 'text' }) }),
        },
      ),
    ],
  },
  'input-chunk-too-long': {
    mutants: [
      withInput(
        reads((input) => input.read(2)),
        { read: async () => bytes('one') },
      ),
    ],
  },
  'input-line-invalid': {
    right: reads(async (input) => [await input.readLine(), await input.readLine(), await input.readLine()]),
    mutants: [
      withInput(
        reads((input) => input.readLine()),
        { readLine: async () => bytes('one\ntwo') },
      ),
    ],
  },
  'input-goes-on': {
    right: reads(async (input) => [await input.read(), await input.read(), await input.read(3)]),
    mutants: [
      withInput(
        reads(async (input) => [await input.read(6), await input.read(6)]),
        { read: async () => bytes('one') },
      ),
    ],
  },
  'input-length-mismatch': {
    mutants: [
      reads(
        (input) => input.read(),
        () => environFor({ CONTENT_LENGTH: '8' }, 'one\ntwo'),
      ),
      reads(
        (input) => input.read(),
        () => environFor({ CONTENT_LENGTH: '6' }, 'one\ntwo'),
      ),
    ],
  },
  'input-error-invalid': {
    right: {
      ...withInput(
        reads((input) => input.read().catch(() => undefined)),
        {
          read: async () => {
            throw Object.assign(new Error('cut'), { origin: 'tsgi.input', code: 'body-truncated', status: 400 });
          },
        },
      ),
    },
    mutants: [
      withInput(
        reads((input) => input.read().catch(() => undefined)),
        {
          read: async () => {
            throw new Error('cut');
          },
        },
      ),
      withInput(
        reads((input) => input.read().catch(() => undefined)),
        {
          read: async () => {
            throw Object.assign(new Error('cut'), { code: 'body-truncated', status: 400 });
          },
        },
      ),
    ],
  },
  'errors-invalid': { mutants: [sets({ 'tsgi.errors': { write: () => undefined } })] },
  'errors-text-invalid': {
    right: {
      app: (environ, startResponse) => {
        environ['tsgi.errors'].write('seen\n');
        environ['tsgi.errors'].flush();
        return hello(environ, startResponse);
      },
    },
    mutants: [
      {
        app: (environ, startResponse) => {
          environ['tsgi.errors'].write(wrong(new Error('seen')));
          return hello(environ, startResponse);
        },
      },
    ],
  },
};
