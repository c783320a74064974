import { testReadme } from '@tsgi/harness';

testReadme(new URL('../README.md', import.meta.url));
