/**
 * JSON that may stand inside of a `<script>`, and in an attribute within single quotes: no character in it can end
 * either, or begin a tag or a comment. Valid JSON all the same.
 */
export function scriptJson(value: unknown, spaces?: number): string {
  return (jsonOf(value, spaces) ?? 'null').replaceAll(/[<>&'\u2028\u2029]/g, asEscape);
}

/** Typed as a string, but undefined for what has no JSON form: a function. */
function jsonOf(value: unknown, spaces: number | undefined): string | undefined {
  return JSON.stringify(value, null, spaces);
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
