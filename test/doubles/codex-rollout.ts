/**
 * Rollouts as Codex writes them, line by line, and the fixtures of its format.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHistory, TemporaryFolder, type Reading } from './reader.ts';

/** The folder of the fixtures. */
export const fixtures = fileURLToPath(new URL('../fixtures/codex/', import.meta.url));
/** The session of `rollout`. */
export const session = '0198f3a2-1c4d-7e10-8b5a-2f6d9c7e4a01';
/** A fixture with a bit of everything. */
export const rollout = join(fixtures, `rollout-2026-04-02T10-00-00-${session}.jsonl`);

/** A line with one of the model's items. `time`: its second, of one digit. */
export const item = (payload: object, time = 1): object => ({
  timestamp: `2026-04-02T10:00:0${time}.000Z`,
  type: 'response_item',
  payload,
});

/** A line with what somebody said. */
export const message = (role: string, text: string): object =>
  item({ type: 'message', role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] });

/** A line with an event: what was shown. */
export const event = (type: string, more: object = {}): object => ({
  type: 'event_msg',
  payload: { type, ...more },
});

/** The first line of a session. */
export const meta = (id: string, more: object = {}): object => ({
  type: 'session_meta',
  payload: { id, ...more },
});

/** A file of lines; a string is a line as it is. */
export const jsonl = (lines: readonly (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** Reads a file of such lines. */
export async function read(lines: readonly (object | string)[]): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write('rollout.jsonl', jsonl(lines)));
}
