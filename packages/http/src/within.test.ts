import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { within } from './within.ts';

it('takes an answer that has come while the process stood still for longer', async () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const answering = `
    const { parentPort, workerData } = require('node:worker_threads');
    parentPort.on('message', () => {
      parentPort.postMessage('answer');
      Atomics.store(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    });`;
  const worker = new Worker(answering, { eval: true, workerData: flag });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'online');
  const answered = once(worker, 'message').then(([answer]: unknown[]) => answer);
  worker.postMessage('question');
  const late = within(50, answered, 'the worker');
  const until = performance.now() + 100;
  // Behind an immediate, timers come first and messages after them.
  setImmediate(() => {
    Atomics.wait(flag, 0, 0);
    while (performance.now() < until);
  });
  expect(await late).toBe('answer');
});

it('gives up on an answer that does not come, and says on whose', async () => {
  await expect(within(1, new Promise(() => undefined), 'Redis')).rejects.toMatchObject({
    code: 'late',
    message: 'Redis has not answered within 1 ms',
  });
});

it('passes on what comes in time, and keeps no timer then', async () => {
  let pending = 0;
  const clock = {
    now: () => 0,
    after: () => {
      pending++;
      return () => void pending--;
    },
  };
  expect(await within(1, Promise.resolve('here'), 'it', clock)).toBe('here');
  await expect(within(1, Promise.reject(new Error('no')), 'it', clock)).rejects.toThrow('no');
  expect(pending).toBe(0);
});
