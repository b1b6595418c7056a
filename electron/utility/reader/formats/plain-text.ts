/**
 * Plain text and Markdown: one conversation a file. Headings such as `User:` or `## Assistant` split it into turns.
 * What is read and what is left: docs/formats/text.md.
 */
import { hash } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';
import { titleRanks, type Role } from '../../../shared/conversation.ts';
import { cleanText, oneLine } from '../clean-text.ts';
import type { Format } from '../format.ts';
import { readLines } from '../lines.ts';
import { partUid } from '../part-uid.ts';

const NAMES = new Set(['.md', '.markdown', '.txt']);
const TURN =
  /^(?:#{1,6}\s+|\*\*)?(user|human|me|you|assistant|ai|claude|chatgpt|gpt|gemini)(?:\*\*)?\s*(:)?(?:\*\*)?\s*(.*)$/i;
const SPOKEN_BY_USER = new Set(['user', 'human', 'me', 'you']);
const TITLE_LENGTH = 120;

/** Characters after which a turn is closed: a huge file isn't one message. */
const LONGEST_MESSAGE = 256 * 1024;

/** See ../format.ts. */
export const plainText: Format = {
  name: 'text',
  resumable: false,

  recognises(head, path) {
    return NAMES.has(extname(path).toLowerCase()) && !head.includes(0);
  },

  async read(file, sink, signal) {
    const conversation = hash('sha256', resolve(file.path)).slice(0, 32);
    let role: Role = 'user';
    let text = '';
    let offset = 0;
    let count = 0;
    const close = (): void => {
      const cleaned = cleanText(text);
      text = '';
      if (cleaned === '') return;
      const line = `${conversation}#${count}`;
      count += 1;
      sink.part({
        conversation,
        message: line,
        uid: partUid('text', line, 0, 'text', cleaned),
        role,
        kind: 'text',
        time: file.modifiedAt,
        sortTime: file.modifiedAt,
        offset,
        text: cleaned,
      });
    };
    const name = basename(file.path);
    sink.facts({
      key: conversation,
      kind: 'document',
      title: { text: oneLine(name, TITLE_LENGTH), rank: titleRanks.prompt },
    });
    let titled = false;
    for await (const lines of readLines(file.handle, 0, file.size, signal)) {
      for (const line of lines) {
        const words = line.bytes.toString('utf8').replace(/^\ufeff/, '');
        const heading = /^#\s+(.+)$/.exec(words)?.[1];
        if (heading !== undefined && !titled) {
          titled = true;
          sink.facts({
            key: conversation,
            title: { text: oneLine(cleanText(heading), TITLE_LENGTH) || name, rank: titleRanks.summary },
          });
        }
        const turn = turnOf(words);
        if (turn !== null || text.length > LONGEST_MESSAGE) {
          close();
          offset = line.offset;
          if (turn !== null) role = turn.role;
        }
        text += `${turn === null ? words : turn.rest}\n`;
      }
    }
    close();
    return { offset: file.size, state: null };
  },
};

/** A line that says who speaks: a heading or bold name alone, or a name with a colon. */
function turnOf(line: string): { role: Role; rest: string } | null {
  const match = TURN.exec(line);
  if (!match) return null;
  const [, name = '', colon, rest = ''] = match;
  const marked = /^[#*]/.test(line);
  if (colon === undefined && !(marked && rest === '')) return null;
  return { role: SPOKEN_BY_USER.has(name.toLowerCase()) ? 'user' : 'assistant', rest };
}
