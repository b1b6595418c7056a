/**
 * What a reading gave, in the few words that a test compares.
 */
import { titleRanks } from '../../electron/shared/conversation.ts';
import type { Reading } from './reader.ts';

/** Each part in order: who, what kind, and the text. */
export const said = ({ parts }: Reading): string[] =>
  parts.map(({ role, kind, text }) => `${role} ${kind}: ${text}`);

/** Texts that people and models said, without tools and summaries. */
export const spoken = ({ parts }: Reading): string[] =>
  parts.filter(({ kind, role }) => kind === 'text' && role !== 'summary').map(({ text }) => text);

/** The best title of each conversation, as the library keeps it. */
export const titles = ({ facts }: Reading): Record<string, string> => {
  const best: Record<string, { text: string; rank: number }> = {};
  for (const { key, title } of facts) {
    const known = best[key];
    if (
      title &&
      (!known || title.rank > known.rank || (title.rank === known.rank && title.rank !== titleRanks.prompt))
    )
      best[key] = title;
  }
  return Object.fromEntries(Object.entries(best).map(([key, { text }]) => [key, text]));
};

/** The identity of each part, as text. */
export const uids = ({ parts }: Reading): string[] => parts.map(({ uid }) => uid);
