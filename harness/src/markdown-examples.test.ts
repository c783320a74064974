import { describe, expect, it } from 'vitest';
import { examplesOf } from './markdown-examples.mjs';

const fence = '```';

describe('examplesOf', () => {
  it('takes the blocks that begin with ts, and no others', () => {
    const text = `${fence}ts\nlet a;\n${fence}\n${fence}sh\nls\n${fence}\n${fence}tsx\nlet b;\n${fence}\n`;
    expect(examplesOf(text).map(({ code }) => code.trim())).toEqual(['let a;']);
  });

  it('keeps the numbers of the lines', () => {
    const [example] = examplesOf(`# Title\n\n${fence}ts\nlet a;\n${fence}\n`);
    expect(example).toEqual({ line: 4, code: '\n\n\nlet a;\n', run: false });
  });

  it('runs those that say so', () => {
    expect(examplesOf(`${fence}ts run\nlet a;\n${fence}\n`)).toMatchObject([{ run: true }]);
  });

  it('joins a continued block to the one before, lines kept', () => {
    const text = `${fence}ts run\nlet a;\n${fence}\n\nThen:\n\n${fence}ts continued\na = 1;\n${fence}\n`;
    expect(examplesOf(text)).toEqual([{ line: 2, code: '\nlet a;\n\n\n\n\n\na = 1;\n', run: true }]);
  });
});
