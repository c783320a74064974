import { surviveClosedOutput } from './closed-output.ts';
import { main } from './main.ts';

surviveClosedOutput();
// A module that was looked at may have left a timer or a connection behind.
process.exit(await main(process.argv.slice(2), process.cwd()));
