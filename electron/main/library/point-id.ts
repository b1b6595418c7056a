/**
 * Ids of points: made of what a point holds, so that storing it twice changes nothing.
 */
import { createHash } from 'node:crypto';

/** The namespace of all ids (RFC 9562, version 5): a random UUID, chosen once. */
const NAMESPACE = Buffer.from('6d0f6c1e0f3b4f6e9a3c5b1f7f0c2d84', 'hex');

/**
 * The id of the point for a text in a conversation: the same on every machine, so that equal text of one conversation
 * is one point.
 *
 * @param conversation the conversation as hits name it, such as `claude-code:<key>`
 * @param textHash first 16 bytes of the text's SHA-256
 * @returns 16 bytes
 */
export function pointIdOf(conversation: string, textHash: Uint8Array): Uint8Array {
  const digest = createHash('sha1').update(NAMESPACE).update(textHash).update(conversation).digest();
  const id = new Uint8Array(digest.subarray(0, 16));
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x50;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id;
}

/** The written form, 8-4-4-4-12. */
export function formatPointId(id: Uint8Array): string {
  const hex = Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The bytes of a written id. */
export function parsePointId(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll('-', ''), 'hex'));
}
