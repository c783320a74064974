/**
 * `Content-Disposition` (RFC 6266): the file name in ASCII for everybody, and in UTF-8 where that is not enough.
 * @param name the file's name; no part of it can end the header or name a directory
 */
export function formatContentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const safe = name.replace(/[\x00-\x1f\x7f/\\]/g, '_');
  const ascii = safe.replace(/[^\x20-\x7e]|%(?=[0-9A-Fa-f]{2})/g, '_');
  const plain = `${kind}; filename="${ascii.replaceAll('"', '\\"')}"`;
  return ascii === safe ? plain : `${plain}; filename*=UTF-8''${encodeExtValue(safe)}`;
}

/** RFC 8187 §3.2.1: everything but attr-char is percent-encoded. */
function encodeExtValue(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9!#$&+\-.^_`|~]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
