import { expect, test } from 'vitest';
import { collectFiles } from '../../../../renderer/intake/collect-files.ts';

/** A file as a browser hands it out; without content it can't be read. */
function file(path: string, content?: string): FileSystemEntry {
  const entry = {
    ...{ isFile: true, isDirectory: false, name: path.split('/').at(-1) ?? path, fullPath: `/${path}` },
    file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
      content === undefined ? reject(new Error('NotReadableError')) : resolve(new File([content], path)),
  };
  return entry as unknown as FileSystemEntry;
}

/** A folder that hands out its entries one at a time; null: it can't be read. */
function folder(path: string, entries: readonly FileSystemEntry[] | null): FileSystemEntry {
  const entry = {
    ...{ isFile: false, isDirectory: true, name: path.split('/').at(-1) ?? path, fullPath: `/${path}` },
    createReader: () => {
      const waiting = [...(entries ?? [])];
      return {
        readEntries: (resolve: (some: FileSystemEntry[]) => void, reject: (error: Error) => void) =>
          entries === null ? reject(new Error('NotReadableError')) : resolve(waiting.splice(0, 1)),
      };
    },
  };
  return entry as unknown as FileSystemEntry;
}

function drop(...entries: readonly FileSystemEntry[]): Pick<DataTransfer, 'items'> {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { items: items as unknown as DataTransferItemList };
}

test('all files of a folder come, with their paths from what was dropped on', async () => {
  const dropped = drop(
    folder('home', [file('home/a.jsonl', 'a'), folder('home/b', [file('home/b/c.md', 'c')])]),
  );
  const { files, unreadable } = await collectFiles(dropped);
  expect(files.map(({ path }) => path)).toEqual(['home/a.jsonl', 'home/b/c.md']);
  expect(unreadable).toEqual([]);
});

test('what can’t be read is named, and the rest comes', async () => {
  const dropped = drop(
    folder('home', [file('home/locked'), folder('home/private', null), file('home/a', 'a')]),
  );
  const { files, unreadable } = await collectFiles(dropped);
  expect(files.map(({ path }) => path)).toEqual(['home/a']);
  expect(unreadable).toEqual(['home/locked', 'home/private']);
});

test('a whole disk is refused with a sentence', async () => {
  const many = Array.from({ length: 50_001 }, (_, at) => file(`disk/${at}`, ''));
  await expect(collectFiles(drop(folder('disk', many)))).rejects.toThrow('More than 50000 files');
});

test('folders in which no assistant keeps anything are passed by', async () => {
  const dropped = drop(folder('app', [folder('app/node_modules', [file('app/node_modules/x', 'x')])]));
  expect(await collectFiles(dropped)).toEqual({ files: [], unreadable: [] });
});
