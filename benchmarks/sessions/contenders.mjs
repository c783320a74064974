// @ts-check
/** One of the sites, with a session that has begun: prints its port, and the header that continues the session. */
import process from 'node:process';
import { begin, sites } from './sites.mjs';

const port = await sites[process.argv[2] ?? '']?.();
if (port !== undefined) console.log(`${port} ${await begin(port)}`);
