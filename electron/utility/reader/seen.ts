/**
 * Says in a few words what a file holds that no format recognised, so that its owner can tell why it was left.
 */

const KEYS = 6;
const KEY = /"([A-Za-z_$][\w$-]{0,30})"\s*:/g;

/** What the file that begins with `head` looks like, to end a sentence with: `JSON with "a", "b"`. */
export function describeHead(head: Buffer): string {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text === '') return 'nothing but white space';
  if (head.includes(0)) return 'binary data';
  if (!/^[[{]/.test(text)) return 'text';
  const keys = [...new Set(Array.from(text.slice(0, 4096).matchAll(KEY), ([, key]) => key))].slice(0, KEYS);
  return keys.length === 0
    ? 'something like JSON'
    : `JSON with ${keys.map((key) => `"${key ?? ''}"`).join(', ')}`;
}
