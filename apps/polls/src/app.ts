import type { HttpRequest } from '@tsgi/http';
import { bodyLimit, compress, errorPages, healthCheck, proxyHeaders, requestId } from '@tsgi/middleware';
import { type Application, compose } from '@tsgi/protocol';
import { pathFor } from '@tsgi/router';
import { csrf, networkOf, rateLimit, securityHeaders } from '@tsgi/security';
import { sessions } from '@tsgi/sessions';
import { templates } from '@tsgi/templates';
import { languageHeaders } from './language-headers.ts';
import { createErrorPage, createPages } from './pages.ts';
import { type OpenedResources, openResources, type Resources } from './resources.ts';
import { routes } from './routes.ts';
import type { PollsSession } from './session.ts';
import { createSite } from './site.ts';

/** The site: what stands around its pages, from the outside in. */
export async function createPolls(resources: Resources): Promise<Application> {
  const { database, store, pictures, secret, redis, proxies } = resources;
  const shared = redis === undefined ? {} : { redis };
  const pages = await createPages(database);

  return compose(
    proxyHeaders({ trusted: proxies }),
    requestId(),
    healthCheck(),
    securityHeaders(),
    compress(),
    languageHeaders,
    errorPages({ page: await createErrorPage() }),
    bodyLimit(4 * 1024 * 1024),
    rateLimit({ name: 'sign-in', limit: 10, window: 60, key: signInAttempt, ...shared }),
    sessions<PollsSession>({ store, secret }),
    csrf({ secret, checkedByView: ['/editor/*'] }),
    templates(pages),
  )(createSite({ database, pictures }));
}

/** Passwords are not tried by the thousand from one network. */
function signInAttempt({ method, path, remoteAddress }: HttpRequest): string | undefined {
  return method === 'POST' && path === pathFor(routes.signIn) ? networkOf(remoteAddress) : undefined;
}

let opened: OpenedResources | undefined;

/** The site as the environment has it: what `tsgi serve` and `tsgi dev` ask for. */
export default async function polls(): Promise<Application> {
  opened = await openResources(process.env);
  return createPolls(opened);
}

/** Closes what {@link polls} has opened, after the last request. */
export async function close(): Promise<void> {
  await opened?.close();
}
