/**
 * A file that grows while it is read again and again gives the same library as one that is read at once.
 */
import type { DatabaseSync } from 'node:sqlite';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { encodeBatch, type Checkpoint } from '../../../../../electron/shared/reader-protocol.ts';
import { historyText, sentence, type HistoryLine } from '../../../../doubles/history.ts';
import { libraryWithFiles } from '../../../../doubles/library.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../doubles/reader.ts';

const session = fc.constantFrom('s', 's', 's', 't');
const name = fc.nat(6);
const prompt = fc.oneof(
  fc.nat(50).map((seed) => sentence(seed, 40)),
  fc.constantFrom(
    '',
    '/review it',
    '/clear',
    '# A plan\n\nSay it:',
    '<system-reminder>x</system-reminder>',
    '---',
  ),
);

/** What a line is about; its uuid and time come from its place. */
const line = fc.oneof(
  fc
    .record({ type: fc.constant('user'), sessionId: session, content: prompt })
    .map(({ content, ...rest }): HistoryLine => ({ ...rest, message: { role: 'user', content } })),
  fc
    .record({ sessionId: session, reply: name, seed: fc.nat(50), isTool: fc.boolean() })
    .map(({ sessionId, reply, seed, isTool }): HistoryLine => ({
      type: 'assistant',
      sessionId,
      message: {
        role: 'assistant',
        id: `reply-${reply}`,
        content: isTool
          ? [{ type: 'tool_use', name: 'Read', input: { file_path: `/src/${seed}.ts` } }]
          : [{ type: 'text', text: sentence(seed, 60) }],
      },
    })),
  fc.record({ sessionId: session, seed: fc.nat(50) }).map(({ sessionId, seed }): HistoryLine => ({
    type: 'user',
    sessionId,
    message: { role: 'user', content: [{ type: 'tool_result', content: sentence(seed, 30) }] },
  })),
  fc.record({ leaf: name, seed: fc.nat(9) }).map(({ leaf, seed }): HistoryLine => ({
    type: 'summary',
    summary: sentence(seed, 4),
    leafUuid: `uuid-${leaf}`,
  })),
  fc.record({ sessionId: session, seed: fc.nat(9) }).map(({ sessionId, seed }): HistoryLine => ({
    type: 'custom-title',
    sessionId,
    customTitle: sentence(seed, 3),
  })),
);

const times = fc.integer({ min: 0, max: 20 });
const history = fc.array(fc.tuple(line, times), { minLength: 1, maxLength: 14 }).map((lines) =>
  lines
    .map(([content, seconds], index) => {
      const isTitle = content.type === 'summary' || content.type === 'custom-title';
      const timestamp = new Date(Date.UTC(2026, 2, 1, 9, 0, seconds)).toISOString();
      const envelope = isTitle ? {} : { uuid: `uuid-${index}`, timestamp, cwd: '/home/ana/api' };
      return `${JSON.stringify({ ...envelope, ...content })}\n`;
    })
    .join(''),
);

/** Reads `text` as it was after each cut, and at its end; gives what the library then holds. */
async function libraryAfter(folder: string, text: string, cuts: readonly number[]): Promise<unknown> {
  await mkdir(folder);
  const { database, files } = libraryWithFiles(folder, 1);
  const [file] = files;
  if (file === undefined) throw new Error('The library took no file.');
  const store = new BatchStore(database);
  const path = join(folder, 'history.jsonl');
  let checkpoint: Checkpoint | null = null;
  for (const length of [...cuts, Buffer.byteLength(text)]) {
    await writeFile(path, Buffer.from(text).subarray(0, length));
    const reading: Reading | null = await readHistory(path, checkpoint).catch(() => null);
    if (!reading) continue;
    const outcomes = store.commit(
      reading.batches.map((batch) => ({ file, batch: encodeBatch(batch), before: null })),
    );
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    ({ checkpoint } = reading);
  }
  const contents = contentsOf(database);
  database.close();
  return contents;
}

function contentsOf(database: DatabaseSync): unknown {
  const all = (sql: string): unknown[] =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  return {
    conversations: all(
      'SELECT key, kind, project, title, parent, started_at, updated_at FROM conversations ORDER BY key',
    ),
    messages: all(
      `SELECT c.key AS conversation, m.key, m.role, m.time, m.sort_time, m.sort_offset
         FROM messages m JOIN conversations c ON c.id = m.conversation_id
        ORDER BY c.key, m.sort_time, m.sort_offset`,
    ),
    parts: all(
      `SELECT hex(p.uid) AS uid, m.key, p.kind, t.text, p.pieces
         FROM parts p JOIN messages m ON m.id = p.message_id JOIN texts t ON t.id = p.text_id ORDER BY p.uid`,
    ),
    chunks: all(
      `SELECT c.key AS conversation, k.ordinal, m.key, k.starts_message, t.text, t.indexed, k.tokens
         FROM chunks k JOIN conversations c ON c.id = k.conversation_id
         JOIN messages m ON m.id = k.message_id JOIN texts t ON t.id = k.text_id
        ORDER BY c.key, k.ordinal, m.sort_time, m.sort_offset, t.text`,
    ),
    texts: all('SELECT text, indexed FROM texts ORDER BY text'),
    words: all(
      "SELECT t.text FROM words w JOIN texts t ON t.id = w.rowid WHERE words MATCH 'anchor' ORDER BY 1",
    ),
  };
}

const said = (id: string, session: string, text: string): HistoryLine => ({
  type: 'user',
  uuid: id,
  sessionId: session,
  message: { role: 'user', content: text },
});
const summaryOf = (leaf: string): HistoryLine => ({
  type: 'summary',
  summary: 'About invoices',
  leafUuid: leaf,
});
const result = [{ type: 'tool_result', content: 'done' }];
const silent: HistoryLine = { type: 'user', uuid: 'a', sessionId: 's', message: { content: result } };

test.each([
  ['a prompt comes later', [summaryOf('unknown'), silent, said('b', 's', 'Why are there two totals?')]],
  ['it turns out to be of another session', [summaryOf('b'), silent, said('b', 't', 'Hello')]],
  [
    'the file goes on with another session',
    [summaryOf('unknown'), silent, { ...silent, uuid: 'b', sessionId: 't' }],
  ],
  ['a better one comes later', [summaryOf('unknown'), silent, summaryOf('a')]],
])('a title for want of a better one is as if read at once where %s', async (_what, lines) => {
  await using folder = await TemporaryFolder.create();
  const text = historyText(lines);
  const cuts = lines.map((_, index) => Buffer.byteLength(historyText(lines.slice(0, index + 1))));
  const grown = await libraryAfter(join(folder.path, 'grown'), text, cuts);
  expect(grown).toEqual(await libraryAfter(join(folder.path, 'whole'), text, []));
});

test('a file that is cut anywhere and grows again gives the same titles, messages and chunks', async () => {
  await using folder = await TemporaryFolder.create();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
      async (text, at) => {
        run += 1;
        const cuts = at.map((share) => Math.floor(share * Buffer.byteLength(text))).sort((a, b) => a - b);
        const grown = await libraryAfter(join(folder.path, `grown-${run}`), text, cuts);
        expect(grown).toEqual(await libraryAfter(join(folder.path, `whole-${run}`), text, []));
      },
    ),
    { numRuns: 40 },
  );
});
