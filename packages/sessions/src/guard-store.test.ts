import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { systemClock } from '@tsgi/http';
import { expect, it, onTestFinished } from 'vitest';
import { guardStore } from './guard-store.ts';
import { memoryStore } from './memory.ts';

it('a store that has answered while the process stood still for longer than its patience is not down', async () => {
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
  const slow = {
    ...memoryStore(),
    load: async () => {
      worker.postMessage('question');
      await once(worker, 'message');
      return undefined;
    },
  };
  const patience = 0.05;
  const loaded = guardStore(slow, patience, systemClock).load('a');
  const until = performance.now() + 2 * patience * 1000;
  // Behind an immediate, timers come first and messages after them.
  setImmediate(() => {
    Atomics.wait(flag, 0, 0);
    while (performance.now() < until);
  });
  await expect(loaded).resolves.toBeUndefined();
});
