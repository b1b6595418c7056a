/**
 * Writes small Claude Code histories for tests, in the shape of real ones.
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of a history, before it is JSON. */
export type HistoryLine = Record<string, unknown>;

const START = Date.parse('2026-03-01T09:00:00.000Z');

/** Lines of a conversation in which user and assistant take turns. `text` gives what is said at each turn. */
export function conversationLines(
  session: string,
  turns: number,
  text: (turn: number) => string,
): HistoryLine[] {
  return Array.from({ length: turns }, (_, turn) => {
    const envelope = {
      uuid: `${session}-${turn}`,
      sessionId: session,
      cwd: `/home/ana/${session.slice(0, 3)}`,
      timestamp: new Date(START + turn * 1_000).toISOString(),
    };
    return turn % 2 === 0
      ? { type: 'user', ...envelope, message: { role: 'user', content: text(turn) } }
      : {
          type: 'assistant',
          ...envelope,
          message: {
            id: `${session}-reply-${turn}`,
            role: 'assistant',
            content: [{ type: 'text', text: text(turn) }],
          },
        };
  });
}

/** Lines as the bytes of a file. */
export function historyText(lines: readonly HistoryLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Writes a history. */
export async function writeHistory(path: string, lines: readonly HistoryLine[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, historyText(lines));
}

/** Appends to a history. */
export async function appendHistory(path: string, lines: readonly HistoryLine[]): Promise<void> {
  await appendFile(path, historyText(lines));
}

const WORDS =
  'anchor basket candle dolphin ember falcon garden harbour island jacket kettle lantern meadow needle orchard pepper quarry ribbon saddle timber umbrella velvet willow yonder zephyr'.split(
    ' ',
  );

/** A sentence of `length` words that depends on `seed` only. */
export function sentence(seed: number, length = 12): string {
  let state = (seed + 1) * 2_654_435_761;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return WORDS[state % WORDS.length] ?? '';
  }).join(' ');
}
