import { testReadme } from '../../../scripts/readme-test.ts';

testReadme(new URL('../README.md', import.meta.url));
