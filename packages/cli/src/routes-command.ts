/** `tsgi routes`: lists the routes of an application. */
import { type RouteInfo, routesOf } from '@tsgi/protocol';
import { loadForInspection } from './load-for-inspection.ts';
import { table } from './table.ts';

/** @returns the exit code @throws UsageError */
export async function routesCommand(argv: readonly string[], folder: string): Promise<number> {
  const { loaded } = await loadForInspection(argv, folder);
  const list = loaded.app[routesOf];
  if (list === undefined) {
    process.stdout.write('The application lists no routes.\n');
  } else process.stdout.write(`${table(list().map(row))}\n`);
  await loaded.close();
  return 0;
}

function row({ methods, pattern, name = '', registeredAt = '' }: RouteInfo): readonly string[] {
  return [methods.join(','), pattern, name, registeredAt];
}
