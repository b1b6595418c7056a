/**
 * A library that takes files as an import does, without processes, threads and embedding.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LibraryReader } from '../../electron/main/library/library.ts';
import { readerOperations, writerOperations } from '../../electron/main/library/library-operations.ts';
import { openForWriting } from '../../electron/main/library/open-database.ts';
import { fileId } from '../../electron/shared/ids.ts';
import { encodeBatch } from '../../electron/shared/reader-protocol.ts';
import { readHistory, TemporaryFolder } from './reader.ts';

/** Reads files into a library of its own. */
export class FileImport implements AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly database: DatabaseSync;
  private readonly operations;

  private constructor(folder: TemporaryFolder) {
    this.folder = folder;
    this.database = openForWriting(join(folder.path, 'library.db'));
    this.operations = writerOperations(this.database);
  }

  static async create(): Promise<FileImport> {
    return new FileImport(await TemporaryFolder.create());
  }

  /** Reads what is new in a file and stores it; `batches`: only the first ones, as if the reader had died then. */
  async import(path: string, batches = Number.POSITIVE_INFINITY): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    this.operations.recordScan({ path, origin: 'added' }, [{ path, size, modifiedAt: mtimeMs }]);
    const file = this.operations.pendingFiles(1_000).find((pending) => pending.path === path);
    if (!file) return;
    const reading = await readHistory(path, file.checkpoint);
    for (const batch of reading.batches.slice(0, batches)) {
      const [outcome] = this.operations.commitBatches([
        { file: file.id, batch: encodeBatch(batch), before: null },
      ]);
      if (outcome?.ok !== true) throw new Error(outcome?.failure.message ?? 'Nothing was stored.');
    }
  }

  /** Writes a file and imports it. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = await this.folder.write(name, content);
    await this.import(path);
    return path;
  }

  /** Removes a file with all that only it held, as when its source is removed and forgotten. */
  purge(path: string): void {
    const file = this.database.prepare('SELECT id FROM files WHERE path = ?').get(path);
    this.operations.purgeFile(fileId(Number(file?.id)));
  }

  /** All texts in the order in which they are shown: `conversation: text`. */
  texts(): string[] {
    return this.database
      .prepare(
        `SELECT c.key || ': ' || t.text AS said FROM parts p JOIN messages m ON m.id = p.message_id
           JOIN conversations c ON c.id = m.conversation_id JOIN texts t ON t.id = p.text_id
          ORDER BY c.key, m.sort_time, m.sort_file, m.sort_offset, p.sort_offset`,
      )
      .all()
      .map(({ said }) => String(said));
  }

  /** The library for those who export it. */
  reader(): Pick<LibraryReader, 'read'> {
    const operations = readerOperations(this.database);
    const page = operations.conversationPage;
    const saved = operations.savedSearches;
    const parts = operations.conversationParts;
    // Only what an export asks for.
    const read = {
      savedSearches: () => Promise.resolve(saved()),
      conversationPage: (...args: Parameters<typeof page>) => Promise.resolve(page(...args)),
      conversationParts: (...args: Parameters<typeof parts>) => Promise.resolve(parts(...args)),
    } as unknown as LibraryReader['read'];
    return { read };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.database.close();
    await this.folder[Symbol.asyncDispose]();
  }
}
