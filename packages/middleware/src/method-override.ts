/** `methodOverride`: PUT, PATCH and DELETE for forms, which know only GET and POST. */
import { HttpRequest } from '@tsgi/http';
import { type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';

/** Options of {@link methodOverride}. */
export interface MethodOverrideOptions {
  /**
   * The field of an urlencoded form that names the method; `false` reads no forms.
   * @default '_method'
   */
  readonly field?: string | false;
  /**
   * The header that names the method; `false` reads none.
   * @default 'X-HTTP-Method-Override'
   */
  readonly header?: string | false;
}

/**
 * Has a POST taken for what its form or header says it is: PUT, PATCH or DELETE, nothing else. A form is parsed once:
 * the view gets the same. What cannot be read is left to the view, and its answer. Stands outside of whatever judges a
 * request by its method.
 */
export function methodOverride(options: MethodOverrideOptions = {}): Middleware {
  const { field = '_method', header = 'X-HTTP-Method-Override' } = options;
  const key = header === false ? undefined : (`HTTP_${header.toUpperCase().replaceAll('-', '_')}` as const);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      if (environ.REQUEST_METHOD !== 'POST') return app(environ, startResponse);
      const named = key === undefined ? undefined : environ[key];
      if (named !== undefined || field === false || !isForm(environ)) {
        return app(withMethod(environ, named), startResponse);
      }
      return fieldOf(environ, field).then((value) => app(withMethod(environ, value), startResponse));
    });
}

function isForm(environ: Environ): boolean {
  return new HttpRequest(environ).contentType === 'application/x-www-form-urlencoded';
}

async function fieldOf(environ: Environ, field: string): Promise<string | undefined> {
  try {
    return (await new HttpRequest(environ).form()).get(field) ?? undefined;
  } catch {
    // Whoever reads the body next gets the same error.
    return undefined;
  }
}

function withMethod<E extends Environ>(environ: E, named: string | undefined): E {
  const method = named?.trim().toUpperCase();
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') environ.REQUEST_METHOD = method;
  return environ;
}
