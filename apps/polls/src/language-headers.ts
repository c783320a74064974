/** Tells browsers and caches in which language a page is, and that another visitor may get another one. */
import { HttpRequest } from '@tsgi/http';
import { addListItem, getHeader, type Middleware, onCommit, setHeader } from '@tsgi/protocol';
import { languageOf } from './language.ts';

export const languageHeaders: Middleware = (app) => (environ, startResponse) =>
  onCommit(app, environ, startResponse, (response) => {
    if (getHeader(response.headers, 'Content-Type')?.startsWith('text/html') !== true) return response;
    const headers = ['Accept-Language', 'Cookie'].reduce(
      (list, name) => addListItem(list, 'Vary', name),
      response.headers,
    );
    return { ...response, headers: setHeader(headers, 'Content-Language', languageOf(new HttpRequest(environ)).tag) };
  });
