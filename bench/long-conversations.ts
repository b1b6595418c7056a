/** Histories that give so many chunks, each of about so many words. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mixedTexts } from './mixed-texts.ts';

const CHUNKS_A_FILE = 250;
const START = Date.parse('2026-01-05T09:00:00Z');

/** Writes them into a folder, which is made. `change` may give a text another form. */
export async function writeLongConversations(
  home: string,
  chunks: number,
  words: number,
  change: (text: string, file: number, turn: number) => string = (text) => text,
): Promise<void> {
  await mkdir(home, { recursive: true });
  for (let file = 0; file * CHUNKS_A_FILE < chunks; file += 1) {
    const count = Math.min(CHUNKS_A_FILE, chunks - file * CHUNKS_A_FILE);
    const texts = mixedTexts(file, count * 2, Math.ceil(words / 2)).map((text) => `${file} ${text}`);
    await writeFile(
      join(home, `long-${file}.jsonl`),
      texts.map((text, turn) => line(file, turn, change(text, file, turn))).join(''),
    );
  }
}

/** A line of a Claude Code history in which user and assistant take turns. */
function line(file: number, turn: number, text: string): string {
  const session = `long-${file}`;
  const envelope = {
    uuid: `${session}-${turn}`,
    sessionId: session,
    cwd: '/home/ana/long',
    timestamp: new Date(START + file * 3_600_000 + turn * 1_000).toISOString(),
  };
  const asks = turn % 2 === 0;
  const message = asks
    ? { role: 'user', content: text }
    : { id: `${session}-reply-${turn}`, role: 'assistant', content: [{ type: 'text', text }] };
  return `${JSON.stringify({ type: asks ? 'user' : 'assistant', ...envelope, message })}\n`;
}
