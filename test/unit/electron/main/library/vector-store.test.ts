import { expect, test } from 'vitest';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { VectorStore, type BacklogCursor } from '../../../../../electron/main/library/vector-store.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';
import { batchOf, libraryWithFiles } from '../../../../doubles/library.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

const identity = { provider: 'local', model: 'fake', dimensions: 8, chunkerVersion: 1 };

/** All pages of the backlog, each with what its texts say. */
function pages(vectors: VectorStore, index: number, limit: number): string[][] {
  const all: string[][] = [];
  let next: BacklogCursor | null = null;
  do {
    const page = vectors.backlog(index, next, limit);
    all.push(page.texts.map(({ text }) => text));
    ({ next } = page);
  } while (next);
  return all;
}

test('the backlog comes in pages, the newest conversation first, each in the order of what was said', async () => {
  await using folder = await TemporaryFolder.create();
  const { database, files } = libraryWithFiles(folder.path, 4);
  const store = new BatchStore(database);
  // As many words as make a chunk of each message.
  const words = (name: string): string => `${name} ${'word '.repeat(150)}`.trim();
  const texts = ['old', 'even', 'new', 'undated'].map((name) => [words(`${name} one`), words(`${name} two`)]);
  for (const [at, file] of files.entries()) {
    const batch = encodeBatch(batchOf(`c${at}`, texts[at] ?? []));
    expect(store.commit([{ file, batch }])).toMatchObject([{ ok: true }]);
  }
  for (const [id, time] of [
    [1, 1_000],
    [2, 2_000],
    [3, 2_000],
    [4, null],
  ] as const) {
    database.prepare('UPDATE conversations SET updated_at = ? WHERE id = ?').run(time, id);
  }
  const vectors = new VectorStore(database);
  const index = vectors.ensureIndex(identity);
  const [old = [], even = [], recent = [], undated = []] = texts;
  const wanted = [...even, ...recent, ...old, ...undated];
  for (const limit of [1, 3, 8, 100]) expect(pages(vectors, index, limit).flat()).toEqual(wanted);

  const [first] = vectors.backlog(index, null, 1).texts;
  if (!first) throw new Error('There is no backlog.');
  vectors.store(index, [{ id: first.id, vector: new Float32Array(8).fill(1) }]);
  expect(pages(vectors, index, 3).flat()).toEqual(wanted.slice(1));
  database.close();
});
