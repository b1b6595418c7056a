/**
 * Messages of the fixtures, counted by hand in the files; and that no format is without one.
 */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../../../../electron/utility/reader/formats/index.ts';
import { readableFixtures } from '../../../../doubles/fixtures.ts';
import { readHistory } from '../../../../doubles/reader.ts';

const folder = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));

/** Read from databases, of which the tests make their own. */
const DATABASES = ['opencode', 'cursor'];

test.each([
  ['vscode-copilot/chatSessions/4c0b6f3e-kiln-document.json', 4, 0],
  ['vscode-copilot/chatSessions/9d27a1c4-kiln-log.jsonl', 4, 0],
  // What stands before the first turn is a message as well: the heading.
  ['text/beehive.md', 5, 0],
  ['text/orchard.txt', 1, 0],
  ['recollect-archive/recollect.jsonl', 2, 0],
])('%s holds %i messages, and %i things that are left out', async (name, messages, skipped) => {
  const reading = await readHistory(join(folder, name));
  const keys = new Set(reading.parts.map(({ conversation, message }) => `${conversation} ${message}`));
  expect(keys.size).toBe(messages);
  expect(Object.values(reading.skipped).reduce((sum, count) => sum + count, 0)).toBe(skipped);
});

test('every format that is read from files has a fixture, so that it is damaged and cut by tests', async () => {
  const covered = new Set((await readableFixtures()).map(({ format }) => format));
  const names = new Set(formats.flatMap(({ name }) => (name === null ? [] : [name])));
  expect([...names].filter((name) => !covered.has(name) && !DATABASES.includes(name))).toEqual([]);
});
