/**
 * Questions as they are while somebody types them: the last word has only begun. Asked once as what it is, and once as a
 * window asks, where the word may become any that begins so.
 */
import type { SearchMode } from '../../electron/main/search/search.ts';

/** A word of fewer letters is not cut: half of it says nothing. */
const LEAST = 4;

/** Ways to ask an unfinished question. */
export const unfinishedModes = {
  'keyword, cut': { mode: 'keyword', typed: false },
  'keyword, typed': { mode: 'keyword', typed: true },
  'hybrid, cut': { mode: 'hybrid', typed: false },
  'hybrid, typed': { mode: 'hybrid', typed: true },
} as const satisfies Record<string, { readonly mode: SearchMode; readonly typed: boolean }>;

/** One of them. */
export type UnfinishedMode = keyof typeof unfinishedModes;

/** All of them, in the order in which they are shown. */
export const unfinishedModeNames = Object.keys(unfinishedModes) as readonly UnfinishedMode[];

/** A question up to the middle of its last word; null where that is too short to be cut. */
export function unfinishedQuestion(question: string): string | null {
  const [, before = '', last = ''] = /^(.*?)([\p{L}\p{N}\p{M}]+)[^\p{L}\p{N}\p{M}]*$/su.exec(question) ?? [];
  return last.length < LEAST ? null : before + last.slice(0, Math.ceil(last.length / 2));
}
