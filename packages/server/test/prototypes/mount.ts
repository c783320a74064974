/** Applications under prefixes, the longest first; the rest of the paths go to the last one. */
import { type Application, shiftPath } from '@tsgi/protocol';

export function mount(mounts: Readonly<Record<string, Application>>, rest: Application): Application {
  const prefixes = Object.entries(mounts).sort(([a], [b]) => b.length - a.length);
  return (environ, startResponse) => {
    for (const [prefix, app] of prefixes) {
      const inner = shiftPath(environ, prefix);
      if (inner !== undefined) return app(inner, startResponse);
    }
    return rest(environ, startResponse);
  };
}
