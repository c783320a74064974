/** Why a socket could not be bound, in words. */
import { UsageError } from './usage-error.ts';

/**
 * One line about it.
 * @param where `port 8000 of 127.0.0.1`, or the path of a unix socket
 * @throws UsageError when it was one
 */
export function cannotListen(error: unknown, where: string): string {
  if (error instanceof UsageError) throw error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${where} is taken: stop what listens there, or choose another`;
  if (code === 'EACCES') return `${where} may not be listened on by this user`;
  if (code === 'EADDRNOTAVAIL') return `${where}: this machine has no such address`;
  return `cannot listen on ${where}: ${error instanceof Error ? error.message : String(error)}`;
}
