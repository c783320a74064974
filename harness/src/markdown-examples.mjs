// @ts-check
/**
 * The examples in a Markdown text: its fenced blocks that begin with `ts`. Words after `ts` say more: `run` runs the
 * example too, `continued` joins the block to the one before it.
 *
 * @typedef {{ readonly line: number, readonly code: string, readonly run: boolean }} Example
 *   `line` is the number of the text's line on which the example's first line stands; `code` keeps the lines' numbers,
 *   by empty lines before it
 */

/** @param {string} markdown @returns {readonly Example[]} */
export function examplesOf(markdown) {
  /** @type {Example[]} */
  const examples = [];
  for (const block of markdown.matchAll(/^```ts\b(.*)\n((?:.*\n)*?)```$/gm)) {
    const words = block[1]?.trim().split(/\s+/) ?? [];
    const line = markdown.slice(0, block.index).split('\n').length + 1;
    const before = words.includes('continued') ? examples.pop() : undefined;
    const lines = before?.code.split('\n') ?? [''];
    const code = `${lines.join('\n')}${'\n'.repeat(line - lines.length)}${block[2]}`;
    examples.push({ line: before?.line ?? line, code, run: words.includes('run') || before?.run === true });
  }
  return examples;
}
