import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exportFiles } from '../../../../../electron/main/exporting/export-files.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { FileImport } from '../../../../doubles/file-import.ts';

const fixture = fileURLToPath(new URL('../../../../fixtures/claude-ai/conversations.json', import.meta.url));
const signal = new AbortController().signal;
const id = 'claude-ai:c0ffee00-0000-4000-8000-000000000001';

async function exported(format: 'markdown' | 'json'): Promise<string> {
  await using library = await FileImport.create();
  await library.import(fixture);
  await library.write('other.md', 'not asked for');
  const folder = join(library.folder.path, 'out');
  const ids = new Set([id, 'text:nobody']);
  const { files, unknown } = await exportFiles(library.reader(), { ids, format, folder }, signal);
  expect(unknown).toEqual(['text:nobody']);
  expect(files.map((path) => basename(path))).toEqual([
    `2026-08-01-bakery-map-1.${format === 'json' ? 'json' : 'md'}`,
  ]);
  return await readFile(files[0] ?? '', 'utf8');
}

describe('a conversation', () => {
  test('as Markdown has its facts, its messages, and tools in fences', async () => {
    const text = await exported('markdown');
    expect(text.split('\n## ')[0]).toBe(
      '# Bakery map\n\n- Source: claude-ai\n- Started: 2026-08-01T09:01:00.000Z\n',
    );
    expect(text.split('\n## ')[2]).toBe(
      [
        'Assistant (2026-08-01T09:02:00.000Z)',
        'Here it is.',
        '```text\nartifact Bakery map\n```',
        '```text\nconst bakeries = ["Good Alley", "Big Crumb"];\n```\n',
      ].join('\n\n'),
    );
  });

  test('as JSON is a document with its messages and their parts', async () => {
    const document = JSON.parse(await exported('json')) as { messages: { role: string; parts: unknown[] }[] };
    expect(document).toMatchObject({
      id,
      source: 'claude-ai',
      title: 'Bakery map',
      startedAt: '2026-08-01T09:01:00.000Z',
    });
    expect(document.messages.map(({ role, parts }) => [role, parts.length])).toEqual([
      ['user', 2],
      ['assistant', 3],
      ['tool', 1],
      ['user', 1],
      ['assistant', 3],
    ]);
    expect(document.messages[0]?.parts[0]).toEqual({ kind: 'text', text: 'Draw a map of the bakeries' });
  });

  test.each(['markdown', 'json'] as const)(
    'that is hidden from search is written too, as %s',
    async (format) => {
      await using library = await FileImport.create();
      await library.write('a.md', '# Kilns\n\n## User\n\nThe kiln stayed cold.\n');
      const named = library.database.prepare("SELECT format || ':' || key AS id FROM conversations").get();
      new MarkStore(library.database).change(String(named?.id), { hidden: true });
      const folder = join(library.folder.path, 'out');
      const { files } = await exportFiles(library.reader(), { ids: null, format, folder }, signal);
      expect(files).toHaveLength(1);
      const text = await readFile(files[0] ?? '', 'utf8');
      expect(text).toContain('The kiln stayed cold.');
      if (format === 'json') expect(JSON.parse(text)).toMatchObject({ hidden: true });
    },
  );

  test('without a title or a time is written all the same, all of them in files of their own', async () => {
    await using library = await FileImport.create();
    const conversations = ['a', 'b'].map((uuid) => ({
      uuid,
      chat_messages: [{ sender: 'human', text: '///' }],
    }));
    await library.write('x.json', JSON.stringify(conversations));
    const folder = join(library.folder.path, 'out');
    const { files } = await exportFiles(library.reader(), { ids: null, format: 'json', folder }, signal);
    expect(files.map((path) => basename(path))).toEqual(['undated-1.json', 'undated-2.json']);
    for (const path of files)
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ startedAt: null });
  });
});
