/**
 * Writes a haystack as Claude Code histories, one file a session: the program then reads it as it reads any other.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Haystack, Turn } from './dataset.ts';

/** Writes the files into `folder`, which is made. The session and turn ids become those of the histories. */
export async function writeHistories(haystack: Haystack, folder: string): Promise<void> {
  const project = join(folder, 'projects', 'haystack');
  await mkdir(project, { recursive: true });
  const sessions = [...Map.groupBy(haystack.turns, ({ session }) => session).values()];
  for (const [number, turns] of sessions.entries()) {
    const lines = turns.map((turn, at) => JSON.stringify(lineOf(turn, number, at)));
    await writeFile(join(project, `session-${number}.jsonl`), `${lines.join('\n')}\n`);
  }
}

/** Who is neither an assistant nor a person, such as a store of memories, is written as the person. */
function lineOf(turn: Turn, session: number, at: number): unknown {
  const given = Date.parse(turn.date ?? '');
  // A turn without a time of its own comes a second after the one before.
  const time = (Number.isNaN(given) ? Date.UTC(2026, 0, 1) + session * 86_400_000 : given) + at * 1_000;
  const common = {
    uuid: turn.turn,
    sessionId: turn.session,
    timestamp: new Date(time).toISOString(),
    cwd: '/haystack',
  };
  return turn.role === 'assistant'
    ? {
        ...common,
        type: 'assistant',
        message: { id: turn.turn, role: 'assistant', content: [{ type: 'text', text: turn.text }] },
      }
    : { ...common, type: 'user', message: { role: 'user', content: turn.text } };
}
