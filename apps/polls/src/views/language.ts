/** Choosing the language. */
import { type HttpResponse, notFound, safeRedirect } from '@tsgi/http';
import { urlFor } from '@tsgi/router';
import { LANGUAGE_COOKIE, languageByCode } from '../language.ts';
import { routes } from '../routes.ts';
import type { SiteRequest } from '../session.ts';

/** Keeps the language that a link names, and goes back to the page with the link. */
export function chooseLanguage(request: SiteRequest, { language: code }: { readonly language: string }): HttpResponse {
  const language = languageByCode(code);
  if (language === undefined) throw notFound();
  const response = safeRedirect(request, request.query.get('next'), urlFor(request, routes.home));
  response.setCookie(LANGUAGE_COOKIE, language.code, { maxAge: 365 * 24 * 3600 });
  return response;
}
