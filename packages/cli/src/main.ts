/** The command: finds out what is wanted, and says in one line what is wrong with it. */
import { checkCommand } from './check-command.ts';
import { devCommand } from './dev/dev-command.ts';
import { environmentCommand } from './environment-command.ts';
import { help, type Usage } from './options/help.ts';
import { devOptions, inspectOptions, serveOptions } from './options/tables.ts';
import { routesCommand } from './routes-command.ts';
import { serveCommand } from './serve/serve-command.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** @returns the exit code: 0, 1 when something failed, 2 when the command was used wrongly */
export async function main(argv: readonly string[], folder: string): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === '--version' || name === '-v') return say(version());
    if (name === 'help' && rest[0] !== undefined) return await main([rest[0], '--help'], folder);
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return say(overview());
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw new UsageError('unknown-command', `there is no command ${name}`);
    if (rest.includes('--help') || rest.includes('-h')) return say(help(command));
    return await command.run(rest, folder);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`tsgi: ${error.message} (see tsgi ${helpFor(name)})\n`);
    return 2;
  }
}

interface Command extends Usage {
  readonly summary: string;
  readonly run: (argv: readonly string[], folder: string) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  dev: {
    summary: 'run an application while you work on it: reload, lint, debug pages',
    line: 'tsgi dev [options] MODULE[:NAME]',
    about: `Runs an application while you work on it. It is restarted when one of its modules, its
templates or .env changes; requests made meanwhile wait. Both sides of it are checked
against the rules of TSGI, and errors are shown with their source.`,
    options: devOptions,
    run: devCommand,
  },
  serve: {
    summary: 'run an application in production: workers, limits, restarts without loss',
    line: 'tsgi serve [options] MODULE[:NAME]',
    about: `Runs an application in production. A master starts the workers and replaces those that
die or hang.

SIGTERM, SIGINT   stop: requests in flight finish; a second one stops at once
SIGHUP            rolling restart, with the configuration file read again
SIGTTIN, SIGTTOU  one worker more, one worker less
SIGUSR2           open the access log anew`,
    options: serveOptions,
    run: serveCommand,
  },
  routes: {
    summary: 'list the routes of an application',
    line: 'tsgi routes [options] MODULE[:NAME]',
    about: 'Lists the routes of an application: methods, pattern, name.',
    options: inspectOptions,
    run: routesCommand,
  },
  check: {
    summary: 'ask an application for each of its pages, under lint',
    line: 'tsgi check [options] MODULE[:NAME]',
    about: `Loads an application and sends a GET to each of its routes that needs no parameters, under
lint. Exits with 1 when a rule is broken, an answer is a 5xx, or a route is not found.`,
    options: inspectOptions,
    run: checkCommand,
  },
  env: {
    summary: 'show versions, and where each option comes from',
    line: 'tsgi env [options] [MODULE[:NAME]]',
    about: 'Shows versions, and what tsgi serve would be told here, and by whom. For bug reports.',
    options: inspectOptions,
    run: environmentCommand,
  },
};

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  tsgi ${name.padEnd(7)} ${summary}`);
  return `tsgi runs TSGI applications.

${lines.join('\n')}

tsgi COMMAND --help says all of a command. MODULE is a file that exports an application as
default or as app; another export is named after a colon: app.ts:site.
`;
}

function say(text: string): number {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}

function helpFor(name: string | undefined): string {
  return name !== undefined && Object.hasOwn(COMMANDS, name) ? `${name} --help` : '--help';
}
