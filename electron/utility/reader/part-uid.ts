/**
 * The identity of a part: the same line in two files is one part, a re-used id with another text is two.
 */
import { hash } from 'node:crypto';
import type { FormatName, PartKind } from '../../shared/conversation.ts';

/** The first 16 bytes, in hex, of a SHA-256 over all that makes the part. `line` identifies its line within the format. */
export function partUid(
  format: FormatName,
  line: string,
  block: number,
  kind: PartKind,
  text: string,
): string {
  return hash('sha256', `${format}\0${line}\0${block}\0${kind}\0${text}`, 'hex').slice(0, 32);
}
