import type { Application } from '@tsgi/protocol';
import { routesOf } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { call, createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { mount } from './mount.ts';

const named =
  (name: string): Application =>
  (environ, startResponse) => {
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return [new TextEncoder().encode(`${name} ${environ.SCRIPT_NAME}|${environ.PATH_INFO}`)];
  };

describe('mount', () => {
  const keys = ['/', '/app', '/app/deep', 'admin.example', 'admin.example/app', '*.example', '*.deep.example'];
  const site = createClient(mount(Object.fromEntries(keys.map((key) => [key, named(key)]))));

  it.each([
    ['http://other.test/x', '/ |/x'],
    ['http://other.test/app', '/app /app|'],
    ['http://other.test/app/x', '/app /app|/x'],
    ['http://other.test/app/deep/x', '/app/deep /app/deep|/x'],
    ['http://other.test/application', '/ |/application'],
    ['http://other.test/app%2Fdeep', '/ |/app%2Fdeep'],
    ['http://admin.example:8080/x', 'admin.example |/x'],
    ['http://ADMIN.example/app/x', 'admin.example/app /app|/x'],
    ['http://www.example/app', '*.example |/app'],
    ['http://www.deep.example/', '*.deep.example |/'],
    ['http://deep.example/', '*.example |/'],
    ['http://badexample/', '/ |/'],
  ])('%s is of %s', async (url, answer) => {
    expect(await (await site.get(url)).text()).toBe(answer);
  });

  it('takes a request without a Host for one to the server by its name', async () => {
    const app = mount({ 'admin.example': named('admin'), '/': named('any') });
    const statuses = ['admin.example', 'localhost'].map(async (name) => {
      const { HTTP_HOST, ...environ } = createEnviron({ url: 'http://admin.example/' });
      expect(HTTP_HOST).toBe('admin.example');
      return Buffer.from((await call(app, { ...environ, SERVER_NAME: name })).body).toString();
    });
    expect(await Promise.all(statuses)).toEqual(['admin |/', 'any |/']);
  });

  it('has nothing elsewhere', async () => {
    expect((await createClient(mount({ '/app': named('app') })).get('/other')).status).toBe(404);
  });

  it.each(['', '/app/', '/a//b', 'Example.com', 'http://example', '/a b', '*'])('has no place %j', (key) => {
    expect(() => mount({ [key]: named('x') })).toThrow(RangeError);
  });

  it('lists the routes of what it mounts', () => {
    const router = createRouter();
    router.get('/x', () => {
      throw new Error('not called');
    });
    const listed = mount({ '/app': router, 'a.example': named('a') })[routesOf]?.() ?? [];
    expect(listed.map(({ pattern }) => pattern)).toEqual(['a.example/*', '/app/x']);
  });
});
