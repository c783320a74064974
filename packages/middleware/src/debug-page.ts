/** The page of `debugErrors`, built on youch. */
import { inspect } from 'node:util';
import { type HttpRequest, isFramedError, sourceFrameOf } from '@tsgi/http';
import { status as statusText } from '@tsgi/protocol';
import { Youch } from 'youch';
import { starred, starredQuery, starredTarget } from './starred.ts';

/** The page for an error, whatever was thrown. */
export async function debugPage(
  thrown: unknown,
  status: number,
  request: HttpRequest,
  secrets: readonly string[],
): Promise<string> {
  const { environ } = request;
  const youch = new Youch();
  // A template's place stands in its error, not in its stack: the frame is put on top, with the template for its source.
  const place = isFramedError(thrown) ? thrown[sourceFrameOf] : undefined;
  if (place !== undefined) {
    const { path, source, line } = place;
    youch.useTransformer((error) => {
      const isTop = error.raw === thrown;
      if (!isTop) return;
      // The lines below the first one show what the frame shows.
      error.message = error.message.split('\n', 1).join();
      error.frames.unshift({
        fileName: path,
        lineNumber: line,
        columnNumber: place.column ?? 1,
        type: 'app',
        fileType: 'fs',
        source: source
          .split('\n')
          .map((chunk, index) => ({ chunk, lineNumber: index + 1 }))
          .slice(Math.max(0, line - 6), line + 5),
      });
    });
  }
  const facts = Object.entries(environ['tsgi.exchange'].facts)
    .filter(([name]) => name !== 'error')
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : inspect(value)]);
  youch.metadata.group('Environ', { environ: rows(starred(strings(environ, secrets), secrets)) });
  if (facts.length > 0) youch.metadata.group('Facts', { facts: rows(starred(facts, secrets)) });
  return youch.toHTML(thrown, {
    title: statusText(status),
    request: {
      method: environ.REQUEST_METHOD,
      url: starredTarget(environ.REQUEST_URI, secrets),
      headers: Object.fromEntries(starred(request.headers, secrets)),
    },
  });
}

function* strings(environ: object, secrets: readonly string[]): Generator<readonly [string, string]> {
  for (const [name, value] of Object.entries(environ)) {
    if (name === 'REQUEST_URI') yield [name, starredTarget(String(value), secrets)];
    else if (name === 'QUERY_STRING') yield [name, starredQuery(String(value), secrets).slice(1)];
    else if (typeof value === 'string') yield [name, value];
  }
}

function rows(entries: readonly (readonly [string, string])[]): { key: string; value: string }[] {
  return entries.map(([key, value]) => ({ key, value }));
}
