import { lint } from '@tsgi/lint';
import { type Application, compose } from '@tsgi/protocol';
import { accessLog } from './access-log.ts';
import { hello } from './hello.ts';
import { serverTiming } from './server-timing.ts';

const stack = compose(accessLog, serverTiming);

/** The application behind its two middleware; while you work on it, both sides of it are checked. */
export const app: Application = process.env['NODE_ENV'] === 'production' ? stack(hello) : lint()(stack(lint()(hello)));
