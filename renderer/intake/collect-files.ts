/**
 * The files within what was dropped on a browser, folders and all.
 */
import { RecollectError } from '../../electron/shared/errors.ts';
import type { UploadFile } from '../transport/upload.ts';

/** More than this at once is taken for a mistake: somebody dropped their whole disk. */
const MOST = 50_000;

/** Folders in which no assistant keeps anything, and which hold thousands of files. */
const leftOut = new Set(['node_modules', '.git']);

/** What was found in a drop. */
export interface Collected {
  /** Each file with its path from what was dropped on. */
  readonly files: readonly UploadFile[];
  /** Paths of the files and folders that the browser could not read: a broken link, no right to. */
  readonly unreadable: readonly string[];
}

/**
 * All files of a drop. One that can't be read costs only itself.
 *
 * @throws RecollectError where there are too many of them.
 */
export async function collectFiles(data: Pick<DataTransfer, 'items'>): Promise<Collected> {
  // Before the first await: the list is emptied when the drop's event is over.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found = { files: [], unreadable: [] };
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(
  entry: FileSystemEntry,
  found: { readonly files: UploadFile[]; readonly unreadable: string[] },
): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    if (found.files.length >= MOST) {
      throw new RecollectError(
        'usage',
        `More than ${MOST} files at once are too many for a browser. Use “recollect import” for this folder.`,
      );
    }
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    if (file) found.files.push({ path, file });
    else found.unreadable.push(path);
  } else if (isFolder(entry) && !leftOut.has(entry.name)) {
    const reader = entry.createReader();
    for (;;) {
      // It hands out a hundred at a time, and none when there are no more.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      }).catch(() => null);
      if (some === null) found.unreadable.push(path);
      if (some === null || some.length === 0) return;
      for (const one of some) await collect(one, found);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
