/**
 * Names that a list apart from the sessions gives them: whatever is read first, and whatever is read again.
 */
import { describe, expect, test } from 'vitest';
import { FileImport } from '../../../../doubles/file-import.ts';

const SESSION = '0198f3a2-1c4d-7e10-8b5a-2f6d9c7e4a01';

const asked = (text: string, more = ''): string =>
  `${JSON.stringify({ timestamp: '2026-05-01T10:00:00Z', type: 'session_meta', payload: { id: SESSION, cwd: '/home/ana' } })}
${JSON.stringify({ timestamp: '2026-05-01T10:00:01Z', type: 'response_item', payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } })}
${more}`;
const renamed = `${JSON.stringify({ timestamp: '2026-05-01T10:00:02Z', type: 'event_msg', payload: { type: 'thread_name_updated', thread_name: 'Its old name' } })}\n`;
const named = (name: string, time = '2026-05-02T10:00:00Z', id = SESSION): string =>
  `${JSON.stringify({ id, thread_name: name, updated_at: time })}\n`;
const prompt = `${JSON.stringify({ session_id: SESSION, ts: 1_777_629_601, text: 'Why do ferries wait?' })}\n`;

const titles = ({ database }: FileImport): unknown[] =>
  database
    .prepare('SELECT title FROM conversations ORDER BY key')
    .all()
    .map(({ title }) => title);

describe('a name that the user gave a session', () => {
  test.each([[['a.jsonl', 'index.jsonl']], [['index.jsonl', 'a.jsonl']]])(
    'stands above its first prompt and its own titles, read in the order of %j',
    async (order) => {
      await using library = await FileImport.create();
      for (const name of order)
        await library.write(
          name,
          name === 'a.jsonl' ? asked('Why do ferries wait?', renamed) : named('Ferries'),
        );
      expect(titles(library)).toEqual(['Ferries']);
    },
  );

  test('is the last one, and stays when the session is read again from its start', async () => {
    await using library = await FileImport.create();
    await library.write('a.jsonl', asked('Why do ferries wait?'));
    await library.write('index.jsonl', named('Ferries'));
    await library.write('index.jsonl', named('Ferries') + named('Late ferries'));
    expect(titles(library)).toEqual(['Late ferries']);
    await library.write('a.jsonl', asked('Why do the ferries wait for so long?'));
    expect(titles(library)).toEqual(['Late ferries']);
  });

  test('is that of a session of which only the prompts are known, and of the session when that comes', async () => {
    await using library = await FileImport.create();
    await library.write('history.jsonl', prompt);
    await library.write('index.jsonl', named('Ferries'));
    expect(titles(library)).toEqual(['Ferries']);
    await library.write('a.jsonl', asked('Why do ferries wait?'));
    expect(titles(library)).toEqual(['Ferries']);
  });

  test('makes no conversation by itself, and none of another format its own', async () => {
    await using library = await FileImport.create();
    await library.write('index.jsonl', named('Ferries'));
    expect(titles(library)).toEqual([]);
    await library.write('notes.md', '# Notes\n\nText.\n');
    library.database.prepare('UPDATE conversations SET key = ?').run(SESSION);
    await library.write('index.jsonl', named('Ferries') + named('Late ferries'));
    expect(titles(library)).toEqual(['Notes']);
  });

  test('is the later one of two lists, whichever is read first', async () => {
    const [early, late] = [named('Early', '2026-05-02T10:00:00Z'), named('Late', '2026-06-02T10:00:00Z')];
    for (const lists of [
      [early, late],
      [late, early],
    ]) {
      await using library = await FileImport.create();
      await library.write('a.jsonl', asked('Why do ferries wait?'));
      for (const [index, list] of lists.entries()) await library.write(`index-${index}.jsonl`, list);
      expect(titles(library)).toEqual(['Late']);
    }
  });

  test('is forgotten with its list, and what is read later doesn’t get it', async () => {
    await using library = await FileImport.create();
    const list = await library.write('index.jsonl', named('Ferries'));
    library.purge(list);
    await library.write('a.jsonl', asked('Why do ferries wait?'));
    expect(titles(library)).toEqual(['Why do ferries wait?']);
  });

  test('that a rewritten list no longer has is none', async () => {
    await using library = await FileImport.create();
    await library.write('index.jsonl', named('Ferries'));
    await library.write('index.jsonl', named('Something else entirely', '2026-05-02T10:00:00Z', 'other'));
    await library.write('a.jsonl', asked('Why do ferries wait?'));
    expect(titles(library)).toEqual(['Why do ferries wait?']);
  });
});
