import { readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { writeArchive } from '../../../../../electron/main/exporting/archive.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import type { SavedSearch } from '../../../../../electron/shared/saved-search.ts';
import { FileImport } from '../../../../doubles/file-import.ts';
import { readHistory } from '../../../../doubles/reader.ts';

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url));
const signal = new AbortController().signal;

/** A library with histories of several formats, one of them in many batches. */
async function filled(): Promise<FileImport> {
  const library = await FileImport.create();
  const files = await readdir(fixtures, { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (file.isFile()) await library.import(join(file.parentPath, file.name)).catch(() => undefined);
  }
  const long = Array.from({ length: 900 }, (_, index) => `## User\n\n${index} ${'long words '.repeat(60)}\n`);
  await library.write('long.md', `# A long one\n${long.join('\n')}`);
  return library;
}

/** All that a library holds of conversations, in the order in which it is shown, without row ids. */
function contents({ database }: FileImport): unknown[] {
  const parts = database
    .prepare(
      `SELECT c.format, c.key, c.kind, c.project, c.title, c.parent, c.revision, c.started_at, c.updated_at,
              m.key AS message, m.role, m.time, p.kind AS part, hex(p.uid) AS uid, t.text, p.pieces
         FROM parts p JOIN messages m ON m.id = p.message_id JOIN conversations c ON c.id = m.conversation_id
         JOIN texts t ON t.id = p.text_id
        ORDER BY c.format, c.key, m.sort_time, m.sort_file, m.sort_offset, p.sort_time, p.sort_file, p.sort_offset`,
    )
    .all();
  const chunks = database
    .prepare(
      `SELECT c.format, c.key, k.ordinal, t.text FROM chunks k JOIN conversations c ON c.id = k.conversation_id
         JOIN texts t ON t.id = k.text_id ORDER BY c.format, c.key, k.ordinal, t.text`,
    )
    .all();
  return [...parts, ...chunks];
}

describe('an archive of the whole library', () => {
  test.each(['archive.zip', 'archive.jsonl'])('taken back as %s gives an equal library', async (name) => {
    await using library = await filled();
    const path = join(library.folder.path, name);
    const report = await writeArchive(library.reader(), path, signal);
    const count = (table: string): unknown =>
      library.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    expect(report).toEqual({ path, conversations: count('conversations'), messages: count('messages') });
    const formats = 'SELECT count(DISTINCT format) AS n FROM conversations';
    expect(library.database.prepare(formats).get()?.n).toBeGreaterThan(4);

    await using copy = await FileImport.create();
    await copy.import(path);
    expect(contents(copy)).toEqual(contents(library));
    expect(copy.database.prepare('SELECT count(*) AS n FROM skipped_lines').get()?.n).toBe(0);
  });

  test('taken back where everything is known changes nothing', async () => {
    await using library = await filled();
    const before = contents(library);
    const path = join(library.folder.path, 'archive.zip');
    await writeArchive(library.reader(), path, signal);
    await library.import(path);
    expect(contents(library)).toEqual(before);
  });

  test('holds marks and saved searches; they are added to those that are there', async () => {
    await using library = await FileImport.create();
    await library.write('a.md', '# A\n\n## User\n\nThe kiln stayed cold.\n');
    const id = String(
      library.database.prepare("SELECT format || ':' || key AS id FROM conversations").get()?.id,
    );
    const saved: SavedSearch = { name: 'Kilns', query: 'kiln', mode: 'hybrid', filter: { starred: true } };
    const store = new MarkStore(library.database);
    store.change(id, { starred: true, hidden: true, addTags: ['clay', 'work'] });
    store.saveSearch(saved);
    const path = join(library.folder.path, 'archive.zip');
    await writeArchive(library.reader(), path, signal);

    await using copy = await FileImport.create();
    const marks = new MarkStore(copy.database);
    marks.saveSearch({ ...saved, query: 'my own' });
    await copy.import(path);
    expect(marks.change(id, { addTags: ['here'] })).toEqual({
      starred: true,
      hidden: true,
      tags: ['clay', 'here', 'work'],
    });
    expect(marks.savedSearches()).toEqual([{ ...saved, query: 'my own' }]);
    await using empty = await FileImport.create();
    await empty.import(path);
    expect(new MarkStore(empty.database).savedSearches()).toEqual([saved]);
  });

  test('that was cut short gives what it holds and counts the rest', async () => {
    await using library = await filled();
    const path = join(library.folder.path, 'archive.jsonl');
    await writeArchive(library.reader(), path, signal);
    const whole = await readHistory(path);
    await truncate(path, (await stat(path)).size - 30);
    const cut = await readHistory(path);
    expect(cut.parts).toHaveLength(whole.parts.length - 1);
    expect(cut.skipped).toEqual({ 'invalid-json': 1 });
  });

  test('of another version is refused, and an empty one is no failure', async () => {
    await using library = await FileImport.create();
    const newer = await library.folder.write('a.jsonl', '{"recollect":"archive","version":2}\n');
    await expect(readHistory(newer)).rejects.toMatchObject({ code: 'format-unknown' });
    const path = join(library.folder.path, 'b.jsonl');
    await writeArchive(library.reader(), path, signal);
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'file-empty' });
  });

  test('that can’t be written leaves nothing half-written', async () => {
    await using library = await filled();
    const folder = library.folder.path;
    const failing = { ...library.reader() };
    const read = {
      ...failing.read,
      conversationParts: () => Promise.reject(new Error('no')),
    } as typeof failing.read;
    const path = join(folder, 'archive.zip');
    await expect(writeArchive({ ...failing, read }, path, signal)).rejects.toMatchObject({
      code: 'export-failed',
    });
    await expect(writeArchive(library.reader(), join(folder, 'nowhere/a.zip'), signal)).rejects.toMatchObject(
      {
        code: 'export-failed',
      },
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('archive'))).toEqual([]);
    await writeArchive(library.reader(), path, signal);
    expect((await readFile(path)).subarray(0, 2).toString()).toBe('PK');
  });
});
