/**
 * Words for what was left out of a file that was read, and what can be done about it: the same wherever it is told.
 */
import { NO_CONVERSATION, type SkipReason } from './conversation.ts';

/** What was left out, in the plural, and a sentence or two about it. */
interface SkipWords {
  readonly what: string;
  readonly advice: string;
}

const words: Record<SkipReason | typeof NO_CONVERSATION, SkipWords> = {
  'invalid-json': {
    what: 'lines that are no JSON',
    advice: 'Mostly a line that was torn when its program was ended. The rest of each file was read.',
  },
  'invalid-utf8': {
    what: 'lines that are no text',
    advice: 'They hold bytes that no text has. The rest of each file was read.',
  },
  'too-long': {
    what: 'lines that are too long',
    advice: 'They are longer than a message can be. The rest of each file was read.',
  },
  'unknown-shape': {
    what: 'messages of another form',
    advice: 'Recollect doesn’t know how they are to be read. The rest of each file was read.',
  },
  'broken-conversation': {
    what: 'conversations that are broken',
    advice: 'They can’t be put together from what the file holds. The others were read.',
  },
  'broken-entry': {
    what: 'files in zips that can’t be unpacked',
    advice: 'Download or pack the zip again. Its other files were read.',
  },
  [NO_CONVERSATION]: {
    what: 'files that hold no conversation',
    advice:
      'They lie among your histories and are something else, or of a program that Recollect doesn’t know yet.',
  },
};

const byReason: ReadonlyMap<string, SkipWords> = new Map(Object.entries(words));

/** The words for a reason; of one that is unknown, as a later version may have stored it, its name. */
export function skipWords(reason: string): SkipWords {
  return byReason.get(reason) ?? { what: reason, advice: 'The rest of each file was read.' };
}
