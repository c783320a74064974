import { testReadme } from '../readme-test.ts';

testReadme(new URL('../../README.md', import.meta.url));
