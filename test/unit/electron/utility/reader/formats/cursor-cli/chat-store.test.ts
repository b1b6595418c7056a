import { join } from 'node:path';
import { utimes } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROMPT_KEY } from '../../../../../../../electron/shared/conversation.ts';
import { CursorChatDatabase, CursorDatabase } from '../../../../../../doubles/agent-databases.ts';
import { FileImport } from '../../../../../../doubles/file-import.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const CHAT = '93d7b323-695c-4b84-8b69-d48bb88ae780';
const BEGAN = Date.UTC(2026, 5, 1);
const WRITTEN = Date.UTC(2026, 5, 3);

const user = (text: string): object => ({ role: 'user', content: [{ type: 'text', text }] });
const assistant = (text: string): object => ({ role: 'assistant', content: [{ type: 'text', text }] });

const said = ({ parts }: Reading): string[] =>
  parts.map(({ role, kind, text }) => `${role} ${kind}: ${text}`);

/** Writes a database and closes it; `write` says what is in it. */
async function store(folder: string, write: (chat: CursorChatDatabase) => void): Promise<string> {
  const path = join(folder, 'store.db');
  {
    using chat = new CursorChatDatabase(path);
    write(chat);
  }
  await utimes(path, WRITTEN / 1_000, WRITTEN / 1_000);
  return path;
}

describe('a chat in Cursor CLI’s database', () => {
  test('gives what was said and what tools did, in the order of its list, with its name and folder', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await store(folder.path, (chat) => {
      const messages = [
        { role: 'system', content: 'You are an agent.' },
        user('<user_info>\nWorkspace Path: /home/ana/api\n</user_info>'),
        user('<user_query>\nWhy is the hangar empty?\n</user_query>'),
        {
          role: 'assistant',
          id: '1',
          content: [
            { type: 'reasoning', text: 'pondering', signature: 'x' },
            { type: 'text', text: 'Looking.' },
            { type: 'tool-call', toolCallId: 't', toolName: 'Shell', args: { command: 'ls hangar' } },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 't', toolName: 'Shell', result: 'none' }],
        },
        { role: 'assistant', content: 'It is Sunday.' },
      ];
      const ids = messages.map((message) => chat.blob(message));
      chat.blob(user('of an earlier state, which no list names any more'));
      chat.chat(CHAT, ids, { name: 'Empty hangar', createdAt: BEGAN, workspace: 'file:///elsewhere' });
    });
    const reading = await readHistory(path);
    expect(said(reading)).toEqual([
      'user text: Why is the hangar empty?',
      'assistant text: Looking.',
      'assistant tool-call: Shell ls hangar',
      'tool tool-result: none',
      'assistant text: It is Sunday.',
    ]);
    expect(reading.parts.map(({ time }) => time)).toEqual([BEGAN, WRITTEN, WRITTEN, WRITTEN, WRITTEN]);
    expect(reading.facts).toEqual([
      { key: CHAT, title: { text: 'Why is the hangar empty?', rank: 2 } },
      { key: CHAT, project: '/home/ana/api' },
    ]);
    const names = reading.batches.map((batch) => batch.names);
    expect(names).toEqual([[{ key: CHAT, name: 'Empty hangar', time: BEGAN }]]);
    expect(reading.checkpoint.format).toBe('cursor-cli');
    expect(reading.skipped).toEqual({});
  });

  test('has the messages that a summary took the place of as well, and the folder of its list', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await store(folder.path, (chat) => {
      const [first, second, summary, third] = [
        chat.blob(user('First')),
        chat.blob(assistant('Second')),
        chat.blob(user('[Previous conversation summary]: they greeted')),
        chat.blob(user('Third')),
      ];
      const archives = [{ messages: [first, second], summary }];
      chat.chat(CHAT, [summary, second, third], { archives, workspace: 'file:///home/ana/web' });
    });
    const reading = await readHistory(path);
    expect(said(reading)).toEqual([
      'user text: First',
      'assistant text: Second',
      'summary text: [Previous conversation summary]: they greeted',
      'user text: Third',
    ]);
    expect(reading.facts).toContainEqual({ key: CHAT, project: '/home/ana/web' });
  });

  test('counts what it can’t read, and gives the rest', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await store(folder.path, (chat) => {
      const encrypted = chat.blob(Buffer.from([1, 2, 3]));
      const strange = chat.blob({ role: 'observer', content: 7 });
      chat.chat(CHAT, [encrypted, 'ab'.repeat(32), strange, chat.blob(user('Hello'))], {
        name: 'Half of it',
      });
    });
    const reading = await readHistory(path);
    expect(said(reading)).toEqual(['user text: Hello']);
    expect(reading.skipped).toEqual({ 'invalid-json': 2, 'unknown-shape': 1 });
    expect(reading.batches.flatMap(({ skipped }) => skipped.map(({ firstName }) => firstName))).toEqual([
      'Half of it',
      'Half of it',
    ]);
  });

  test('in which nothing was said yet holds nothing, and one without its list is broken', async () => {
    await using folder = await TemporaryFolder.create();
    const meta = { agentId: CHAT, latestRootBlobId: '', name: 'New Agent' };
    const empty = await readHistory(await store(folder.path, (chat) => chat.meta(meta)));
    expect([empty.parts, empty.facts, empty.skipped]).toEqual([[], [], {}]);
    const lost = await store(folder.path, (chat) => chat.meta({ ...meta, latestRootBlobId: 'ab' }));
    expect((await readHistory(lost)).skipped).toEqual({ 'broken-conversation': 1 });
  });

  test('is no other database with the same tables', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await store(folder.path, (chat) => chat.blob(user('no meta')));
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'format-unknown' });
  });

  test('keeps what was said, whatever that is, and survives any list', async () => {
    await using folder = await TemporaryFolder.create();
    const content = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(fc.jsonValue(), fc.record({ type: fc.constant('text'), text: fc.string() }))),
    );
    const role = fc.constantFrom('user', 'assistant', 'tool', 'system', 'other');
    const messages = fc.array(fc.record({ role, content }), { maxLength: 6 });
    const roots = fc.oneof(fc.constant(null), fc.uint8Array({ maxLength: 80 }));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(messages, roots, async (list, root) => {
        const path = join(folder.path, `${(run += 1)}.db`);
        using chat = new CursorChatDatabase(path);
        chat.chat(
          CHAT,
          list.map((message) => chat.blob(message)),
        );
        if (root) chat.meta({ agentId: CHAT, latestRootBlobId: chat.blob(root) });
        const { parts, facts } = await readHistory(path);
        for (const part of parts) expect(part.conversation).toBe(CHAT);
        for (const { key } of facts) expect(key).toBe(CHAT);
        if (root) return;
        const texts = list.flatMap(({ role: who, content: all }) =>
          who === 'assistant' && typeof all === 'string' && /[a-z]/.test(all) ? [all] : [],
        );
        expect(parts.filter(({ role: who }) => who === 'assistant').length).toBeGreaterThanOrEqual(
          new Set(texts).size,
        );
      }),
      { numRuns: 30 },
    );
  });
});

const titles = ({ database }: FileImport): unknown[] =>
  database
    .prepare('SELECT title FROM conversations')
    .all()
    .map(({ title }) => title);

describe('a chat that has a transcript as well', () => {
  const lines = [
    { role: 'user', message: { content: [{ type: 'text', text: 'Why is it empty?' }] } },
    { role: 'assistant', message: { content: [{ type: 'text', text: 'It is Sunday.' }] } },
  ];
  const transcript = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const writeChat = (path: string, more: readonly object[] = []): void => {
    using chat = new CursorChatDatabase(path);
    const messages = [user('Why is it empty?'), assistant('It is Sunday.'), ...more];
    chat.chat(
      CHAT,
      messages.map((message) => chat.blob(message)),
      { name: 'Empty hangar' },
    );
  };
  const expected = [`${CHAT}: Why is it empty?`, `${CHAT}: It is Sunday.`];

  test.each([[['chat', 'transcript']], [['transcript', 'chat']]])(
    'is stored once, read in the order of %j, and has its name',
    async (order) => {
      await using library = await FileImport.create();
      const path = join(library.folder.path, 'store.db');
      writeChat(path);
      for (const each of order) {
        if (each === 'chat') await library.import(path);
        else await library.write(`${CHAT}.jsonl`, transcript);
      }
      expect(library.texts()).toEqual(expected);
      expect(titles(library)).toEqual(['Empty hangar']);
      const keys = library.database.prepare('SELECT key FROM messages').all();
      expect(keys.filter(({ key }) => String(key).startsWith(PROMPT_KEY))).toEqual([]);
    },
  );

  test('goes on in the transcript alone', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'store.db');
    writeChat(path);
    await library.import(path);
    await library.write(`${CHAT}.jsonl`, transcript);
    writeChat(path, [user('And on Monday?')]);
    await utimes(path, 5, 5);
    await library.import(path);
    expect(library.texts()).toEqual(expected);
  });

  test('stands for itself without one: it grows, and what it loses goes', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'store.db');
    writeChat(path);
    await library.import(path);
    expect(library.texts()).toEqual(expected);
    writeChat(path, [user('And on Monday?')]);
    await utimes(path, 5, 5);
    await library.import(path);
    expect(library.texts()).toEqual([...expected, `${CHAT}: And on Monday?`]);
    expect(titles(library)).toEqual(['Empty hangar']);
  });

  test('is let go of where the editor’s database has the conversation', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'store.db');
    writeChat(path);
    await library.import(path);
    const editor = join(library.folder.path, 'state.vscdb');
    {
      using database = new CursorDatabase(editor);
      database.composer(CHAT, BEGAN, [{ type: 1, text: 'Why is it empty?' }]);
    }
    await library.import(editor);
    expect(library.texts()).toEqual([`${CHAT}: Why is it empty?`]);
  });
});
