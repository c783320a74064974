/** The page of `debugErrors` for a path that no route matches. */
import { escapeHtml } from '@tsgi/http';
import type { Environ, RouteInfo } from '@tsgi/protocol';

/** @param list gives the routes of the router that has answered */
export function routesPage(environ: Environ, list: () => unknown): string {
  const found = list();
  const routes = Array.isArray(found) ? found.filter(isRoute) : [];
  const rows = routes.map(({ methods, pattern, name = '', registeredAt = '' }) =>
    [methods.join(', '), pattern, name, registeredAt].map((cell) => `<td>${escapeHtml(cell)}</td>`).join(''),
  );
  const path = escapeHtml(environ.SCRIPT_NAME + environ.PATH_INFO);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>404: no route for ${path}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 3rem auto; padding: 0 1rem; }
  code, td { font-family: ui-monospace, monospace; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
  small { opacity: .7; }
</style>
<h1>No route for <code>${path}</code></h1>
<p>These there are below <code>${escapeHtml(environ.SCRIPT_NAME || '/')}</code>:</p>
<table><thead><tr><th>methods<th>pattern<th>name<th>registered at</tr></thead>
<tbody>${rows.map((row) => `<tr>${row}</tr>`).join('\n')}</tbody></table>
<p><small>You see this page because you are developing.</small></p>
</html>
`;
}

function isRoute(value: unknown): value is RouteInfo {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pattern' in value &&
    'methods' in value &&
    Array.isArray(value.methods)
  );
}
