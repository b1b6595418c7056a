import { describe, expect, test } from 'vitest';
import { BatchStore, type FileBatch } from '../../../../../electron/main/library/batch-store.ts';
import { countLibrary } from '../../../../../electron/main/library/library-counts.ts';
import type { FileId } from '../../../../../electron/shared/ids.ts';
import { encodeBatch, type ReadBatch } from '../../../../../electron/shared/reader-protocol.ts';
import { batchOf, libraryWithFiles } from '../../../../doubles/library.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

const fileBatch = (file: FileId | undefined, batch: ReadBatch): FileBatch => {
  if (file === undefined) throw new Error('There is no such file.');
  return { file, batch: encodeBatch(batch), before: null };
};
const damaged = (file: FileId | undefined): FileBatch => ({
  ...fileBatch(file, batchOf('x', [])),
  batch: new TextEncoder().encode('{"parts": 7}'),
});

describe('a group of batches', () => {
  test('is stored in one transaction', async () => {
    await using folder = await TemporaryFolder.create();
    const { database, files } = libraryWithFiles(folder.path, 3);
    const store = new BatchStore(database);
    let transactions = 0;
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      if (sql === 'COMMIT') transactions += 1;
      exec(sql);
    };
    const outcomes = store.commit(files.map((file) => fileBatch(file, batchOf(`c${file}`, ['a', 'b']))));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(transactions).toBe(1);
    expect(countLibrary(database)).toMatchObject({ conversations: 3, messages: 6 });
    database.close();
  });

  test('loses only what can not be parsed, and what follows of the same file', async () => {
    await using folder = await TemporaryFolder.create();
    const { database, files } = libraryWithFiles(folder.path, 3);
    const [one, two, three] = files;
    const outcomes = new BatchStore(database).commit([
      fileBatch(one, batchOf('one', ['first'])),
      damaged(two),
      fileBatch(two, batchOf('two', ['after the damage'], { mode: 'continue' })),
      fileBatch(three, batchOf('three', ['last'])),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect(countLibrary(database)).toMatchObject({ conversations: 2, messages: 2, files: { done: 2 } });
    database.close();
  });

  test('loses only the file that the library does not know', async () => {
    await using folder = await TemporaryFolder.create();
    const { database, files } = libraryWithFiles(folder.path, 2);
    const [one, two] = files;
    const unknown = (two ?? 0) + 1;
    const outcomes = new BatchStore(database).commit([
      fileBatch(one, batchOf('one', ['first'])),
      { ...fileBatch(one, batchOf('nobody', ['lost'])), file: unknown as FileId },
      fileBatch(two, batchOf('two', ['second'])),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(countLibrary(database)).toMatchObject({ conversations: 2, messages: 2, files: { done: 2 } });
    database.close();
  });
});
