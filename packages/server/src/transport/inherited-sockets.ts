/** Sockets that were opened by whoever started the process: systemd's socket activation. */

/** A listening socket that the process was started with. */
export interface InheritedSocket {
  /** For the server's option `socket`. */
  readonly fd: number;
  /** `FileDescriptorName=` of the socket unit; the unit's name by default, `'unknown'` when nothing was said. */
  readonly name: string;
}

/**
 * The sockets that systemd has passed to this process, in the order of the unit: none when it was started otherwise.
 * See sd_listen_fds(3).
 * @param environment `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` are read
 * @param pid the process that they have to be meant for: a child inherits the variables, not the sockets
 */
export function inheritedSockets(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  pid: number = process.pid,
): readonly InheritedSocket[] {
  const count = environment.LISTEN_FDS ?? '';
  if (environment.LISTEN_PID !== String(pid) || !/^[1-9][0-9]{0,3}$/.test(count)) return [];
  const names = environment.LISTEN_FDNAMES?.split(':') ?? [];
  return Array.from({ length: Number(count) }, (_, at) => ({ fd: FIRST + at, name: names[at] ?? 'unknown' }));
}

/** SD_LISTEN_FDS_START. */
const FIRST = 3;
