// Without the optional peers: what does not need them works. (`metrics` and `tracing` are entries of their own.)
import { accessLog, compress, debugErrors, errorPages, mount } from '@tsgi/middleware';
import { compress as alone } from '@tsgi/middleware/compress';
import type { Application } from '@tsgi/protocol';

const app: Application = mount({ '/': accessLog()(compress()(errorPages()(debugErrors()(() => [])))) });
if (typeof app !== 'function' || alone !== compress) throw new Error('the entries do not fit together');
