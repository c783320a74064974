/** `mount`: several applications in one, told apart by path and host. */
import { errorResponse, notFound } from '@tsgi/http';
import { type Application, type Environ, type Routed, routesBelow, routesOf, shiftPath } from '@tsgi/protocol';

/**
 * Makes one application of several. A key is a path prefix (`'/admin'`), a host (`'admin.example.org'`), or both
 * (`'example.org/admin'`); `'*.example.org'` is every host below that one, and `'/'` any path. A host is compared
 * without its port.
 *
 * A key with a host wins over one without, an exact host over a `*`, then the longer prefix over the shorter. Prefixes
 * end at a slash: `/admin` is not the beginning of `/administrator`. What matches none gets a 404.
 * @throws RangeError when a key is neither
 */
export function mount<E extends Environ = Environ>(
  applications: Readonly<Record<string, Application<E> & Routed>>,
): Application<E> & Routed {
  const places = Object.entries(applications)
    .map(([key, application]) => placeOf(key, application))
    .sort(bySpecificity);
  const mounted: Application<E> = (environ, startResponse) => {
    for (const { host, prefix, application } of places) {
      if (host !== undefined && !matchesHost(host, environ)) continue;
      const inner = prefix === '' ? environ : shiftPath(environ, prefix);
      if (inner !== undefined) return application(inner, startResponse);
    }
    return errorResponse(notFound(), environ).send(environ, startResponse);
  };
  return Object.assign(mounted, {
    [routesOf]: () => places.flatMap(({ host = '', prefix, application }) => routesBelow(host + prefix, application)),
  });
}

interface Place<E extends Environ> {
  readonly host: string | undefined;
  readonly prefix: string;
  readonly application: Application<E> & Routed;
}

const KEY = /^((?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)?(\/|(?:\/[A-Za-z0-9\-._~!$&'()*+,;=:@%]+)+)?$/;

function placeOf<E extends Environ>(key: string, application: Application<E> & Routed): Place<E> {
  const [found, host, path = '/'] = KEY.exec(key) ?? [];
  if (found === undefined || key === '') {
    throw new RangeError(`'${key}' is no place to mount at: '/prefix', 'host' or 'host/prefix', in small letters`);
  }
  return { host, prefix: path === '/' ? '' : path, application };
}

function bySpecificity<E extends Environ>(one: Place<E>, other: Place<E>): number {
  return rank(other.host) - rank(one.host) || other.prefix.length - one.prefix.length;
}

/** An exact host before any pattern, a longer pattern before a shorter one, those before no host at all. */
function rank(host: string | undefined): number {
  if (host === undefined) return 0;
  return host.startsWith('*') ? host.length : Number.MAX_SAFE_INTEGER;
}

function matchesHost(host: string, environ: Environ): boolean {
  const asked = (environ.HTTP_HOST ?? environ.SERVER_NAME).toLowerCase().replace(/:[0-9]*$/, '');
  return host.startsWith('*.') ? asked.endsWith(host.slice(1)) : asked === host;
}
