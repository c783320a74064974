import { describe, expect, it } from 'vitest';
import type { Application } from './application.ts';
import { compose } from './compose.ts';
import type { Middleware } from './middleware.ts';
import { type RouteInfo, routesOf } from './routes.ts';

const wrapping: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);

describe('the routes of an application', () => {
  it('are found through a composed stack', () => {
    const list: readonly RouteInfo[] = [{ methods: ['GET'], pattern: '/' }];
    const app: Application = Object.assign((): Uint8Array[] => [], { [routesOf]: () => list });
    const stack: Application & { [routesOf]?: () => readonly RouteInfo[] } = compose(wrapping, compose(wrapping))(app);
    expect(stack).not.toBe(app);
    expect(stack[routesOf]?.()).toBe(list);
    expect(routesOf).toBe(Symbol.for('tsgi.routes'));
  });

  it('are absent where there are none', () => {
    expect(routesOf in compose(wrapping)(() => [])).toBe(false);
  });
});
