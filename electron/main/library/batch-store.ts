/**
 * Stores what the reader found: messages, chunks, full-text rows and the file's new offset in one transaction.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { FileVersion } from '../../shared/file-version.ts';
import type { FileId } from '../../shared/ids.ts';
import { decodeBatch, type ReadBatch } from '../../shared/reader-protocol.ts';
import { toFailure, type Failure } from '../../shared/errors.ts';
import { FileContents, type StoredBatch } from './file-contents.ts';
import { transaction } from './statements.ts';

/** A batch as the reader sent it, and the file that it was read from. */
export interface FileBatch {
  readonly file: FileId;
  readonly batch: Uint8Array;
  /**
   * The file as it was known when its reading began: one that a look has seen change since waits to be read again.
   * Absent where nobody looks meanwhile.
   */
  readonly before?: FileVersion | null;
}

/** What became of a batch. */
export type BatchOutcome =
  { readonly ok: true; readonly stored: StoredBatch } | { readonly ok: false; readonly failure: Failure };

/** Writes batches into the library. */
export class BatchStore {
  private readonly database: DatabaseSync;
  private readonly contents: FileContents;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.contents = new FileContents(database);
  }

  /**
   * Stores batches in order, in one transaction. They come from the reader process and are parsed here. One that
   * can't be stored costs only itself and what follows of its file.
   *
   * @throws what SQLite threw: then nothing is stored.
   */
  commit(batches: readonly FileBatch[]): BatchOutcome[] {
    try {
      return transaction(this.database, () => this.storeAll(batches));
    } catch (error) {
      if (batches.length === 1 || isOfDatabase(error)) throw error;
    }
    // A fault that the check of its shape did not find: alone, it keeps out nothing else.
    const failed = new FailedFiles();
    return batches.map((batch) => {
      const earlier = failed.of(batch.file);
      if (earlier) return earlier;
      try {
        const [outcome] = transaction(this.database, () => this.storeAll([batch]));
        if (outcome?.ok === true) return outcome;
        return failed.add(batch.file, outcome?.failure);
      } catch (error) {
        if (isOfDatabase(error)) throw error;
        return failed.add(batch.file, error);
      }
    });
  }

  private storeAll(batches: readonly FileBatch[]): BatchOutcome[] {
    const failed = new FailedFiles();
    return batches.map(({ file, batch, before = null }) => {
      const earlier = failed.of(file);
      if (earlier) return earlier;
      let decoded: ReadBatch;
      try {
        decoded = decodeBatch(batch);
      } catch (error) {
        return failed.add(file, error);
      }
      return { ok: true, stored: this.contents.store(file, decoded, before) };
    });
  }

  /** Removes a file with all that only it held: see `FileContents.purge`. */
  purgeFile(file: FileId): void {
    transaction(this.database, () => this.contents.purge(file));
  }
}

/** The files of a group of which a batch could not be stored: what follows of them can't be either. */
class FailedFiles {
  private readonly failures = new Map<FileId, BatchOutcome>();

  of(file: FileId): BatchOutcome | undefined {
    return this.failures.get(file);
  }

  add(file: FileId, error: unknown): BatchOutcome {
    const outcome: BatchOutcome = { ok: false, failure: toFailure(error) };
    this.failures.set(file, outcome);
    return outcome;
  }
}

/** Whether SQLite threw it: then it is no batch's fault. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error;
}
