import { type Application, compose } from '@tsgi/protocol';
import { urls } from '@tsgi/router';
import { createTemplates, templates } from '@tsgi/templates';
import { routes } from './routes.ts';
import { serverTiming } from './server-timing.ts';
import { site } from './site.ts';

const pages = await createTemplates({
  directories: [new URL('../templates', import.meta.url)],
  processors: [urls(routes)],
  required: ['home.njk', 'greeting.njk'],
});

/** The site behind its middleware. */
export const app: Application = compose(serverTiming, templates(pages))(site);
