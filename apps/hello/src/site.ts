import type { Environ } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { render, type TemplatesEnviron } from '@tsgi/templates';
import { routes } from './routes.ts';

/** Which view answers which route. A view is given the request and the route's parameters, and returns its response. */
export const site = createRouter<Environ & TemplatesEnviron>();

site.get(routes.home, (request) => render(request, 'home.njk', { names: ['Ada', 'Grace', 'O’Brien & sons'] }));
site.get(routes.greeting, (request, { name }) => render(request, 'greeting.njk', { name }));
