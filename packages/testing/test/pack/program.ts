// Runs on node:test, without any other test runner.
import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Application } from '@tsgi/protocol';
import { call, createClient, createClock, createEnviron } from '@tsgi/testing';
import { serverConformance } from '@tsgi/testing/conformance';

const hello: Application = (environ, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return [Buffer.from(`hello ${environ.PATH_INFO}`)];
};

void test('the client calls an application', async () => {
  equal(await (await createClient(hello).get('/world')).text(), 'hello /world');
});

void test('an application is called by hand', async () => {
  equal((await call(hello, createEnviron({ url: '/hand' }))).text, 'hello /hand');
});

void test('a clock moves on', async () => {
  const clock = createClock(0);
  await clock.advance(5);
  equal(clock.now(), 5);
});

void test('the conformance suite registers its tests', () => {
  const names: string[] = [];
  serverConformance(
    (name) => names.push(name),
    () => Promise.reject(new Error('never started')),
  );
  equal(names.length > 100, true);
});
