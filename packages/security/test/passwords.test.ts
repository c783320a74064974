/** The recipe of docs/passwords.md runs. */
import { testReadme } from '@tsgi/harness';

testReadme(new URL('../../../docs/passwords.md', import.meta.url), new URL('../', import.meta.url));
