/**
 * The files within what was dropped on a browser, folders and all.
 */
import { RecollectError } from '../../electron/shared/errors.ts';
import type { UploadFile } from '../transport/upload.ts';

/** More than this at once is taken for a mistake: somebody dropped their whole disk. */
const MOST = 50_000;

/** Folders in which no assistant keeps anything, and which hold thousands of files. */
const leftOut = new Set(['node_modules', '.git']);

/**
 * All files of a drop, each with its path from what was dropped on.
 *
 * @throws RecollectError where there are too many of them.
 */
export async function collectFiles(data: DataTransfer): Promise<UploadFile[]> {
  // Before the first await: the list is emptied when the drop's event is over.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: UploadFile[] = [];
  for (const entry of entries) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, files: UploadFile[]): Promise<void> {
  if (isFile(entry)) {
    if (files.length >= MOST) {
      throw new RecollectError(
        'usage',
        `More than ${MOST} files at once are too many for a browser. Use “recollect import” for this folder.`,
      );
    }
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    // A file that can't be read (a broken link, no right to) costs only itself.
    if (file) files.push({ path: entry.fullPath.replace(/^\//, ''), file });
  } else if (isFolder(entry) && !leftOut.has(entry.name)) {
    const reader = entry.createReader();
    for (;;) {
      // It hands out a hundred at a time, and none when there are no more.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      }).catch((): FileSystemEntry[] => []);
      if (some.length === 0) return;
      for (const one of some) await collect(one, files);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
