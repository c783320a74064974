/** Answers every error in the form of the specification: `{ "errors": { "body": ["..."] } }`. */
import { getHeader, isArrayBody, type Middleware, onCommit, removeHeader, setHeader } from '@tsgi/protocol';

/** Rewrites the problem documents (RFC 9457) that views, the router and middleware answer errors with. */
export const conduitErrors: Middleware = (app) => (environ, startResponse) =>
  // The application below is asked for no other form of an error, whatever the client prefers.
  onCommit(app, Object.assign(environ, { HTTP_ACCEPT: 'application/json' }), startResponse, (response) => {
    if (getHeader(response.headers, 'Content-Type') !== 'application/problem+json') return response;
    if (!isArrayBody(response.body)) return response;
    const problem: unknown = JSON.parse(Buffer.concat([...response.body]).toString());
    const body = new TextEncoder().encode(JSON.stringify({ errors: { body: messagesOf(problem) } }));
    const headers = setHeader(response.headers, 'Content-Type', 'application/json; charset=utf-8');
    return {
      ...response,
      headers: setHeader(removeHeader(headers, 'Vary'), 'Content-Length', `${body.length}`),
      body: [body],
    };
  });

/** One message for each issue of a 422, named by its place; else what the error says. */
function messagesOf(problem: unknown): readonly string[] {
  if (typeof problem !== 'object' || problem === null) return ['unknown error'];
  if ('issues' in problem && Array.isArray(problem.issues)) return problem.issues.map(describeIssue);
  const text = 'detail' in problem ? problem.detail : 'title' in problem ? problem.title : undefined;
  return [typeof text === 'string' ? text : 'unknown error'];
}

function describeIssue({
  path,
  message,
}: {
  readonly path: readonly (string | number)[];
  readonly message: string;
}): string {
  return path.length === 0 ? message : `${path.slice(1).join('.') || path[0]} ${message}`;
}
