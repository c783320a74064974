import { type HttpRequest, type HttpResponse, html, type ResponseOptions } from '@tsgi/http';
import { type Environ, provided } from '@tsgi/protocol';
import type { TemplateValues } from './template-engine.ts';
import type { TemplatesEnviron } from './templates.ts';

/**
 * Answers a request with a template, as HTML unless the headers say otherwise.
 * @param values win over those of the context processors; promises among them are awaited where they are used
 * @throws TemplateError; ContractError `not-provided`; an `HttpError` that is thrown in a template comes out as it is
 */
export async function render(
  request: HttpRequest<Environ & TemplatesEnviron>,
  name: string,
  values?: TemplateValues,
  options?: ResponseOptions,
): Promise<HttpResponse> {
  const templates = provided(request.environ, 'tsgi.templates', 'templates(...)');
  return html(await templates.renderToString(name, values, request), options);
}
