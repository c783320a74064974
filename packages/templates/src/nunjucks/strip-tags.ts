/** Text without its tags and comments, and with its white space joined. Takes linear time, whatever the text. */
export function stripTags(text: string, keepLines: boolean): string {
  const bare = withoutTags(text).trim();
  if (!keepLines) return bare.replaceAll(/\s+/g, ' ');
  const lines = bare.replaceAll('\r\n', '\n').split('\n');
  return lines
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

function withoutTags(text: string): string {
  let kept = '';
  let done = 0;
  let open = text.indexOf('<');
  while (open !== -1) {
    const end = endOf(text, open);
    if (end === undefined) return kept + text.slice(done);
    if (end > open) {
      kept += text.slice(done, open);
      done = end;
    }
    open = text.indexOf('<', Math.max(end, open + 1));
  }
  return kept + text.slice(done);
}

/** Where the tag or comment that opens here ends; `open` when none opens, `undefined` when nothing after it ends. */
function endOf(text: string, open: number): number | undefined {
  if (text.startsWith('<!--', open)) return after(text, '-->', open + 4);
  return TAG.test(text.slice(open, open + 3)) ? after(text, '>', open) : open;
}

const TAG = /^<\/?[a-z]/i;

function after(text: string, end: string, from: number): number | undefined {
  const at = text.indexOf(end, from);
  return at === -1 ? undefined : at + end.length;
}
