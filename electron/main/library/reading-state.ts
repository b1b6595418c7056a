/**
 * How far a file has been read, and what could not be read of it: committed with the text that was.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';
import type { FileVersion } from '../../shared/file-version.ts';
import type { FileId } from '../../shared/ids.ts';
import type { ReadBatch } from '../../shared/reader-protocol.ts';
import { query } from './statements.ts';

/** A reading of a file. */
export interface Reading {
  /** Counts the readings from the start. */
  readonly generation: number;
  /** It is one from the start: what it doesn't give again goes at its end. */
  readonly replacing: boolean;
}

const fileRow = z.object({ generation: z.int(), replacing: z.int() });

/** Begins readings and records their progress. Call it in the transaction that stores a batch. */
export class ReadingState {
  private readonly file;
  private readonly beginReplacing;
  private readonly loosenTitles;
  private readonly forgetSkips;
  private readonly saveCheckpoint;
  private readonly saveSkip;

  constructor(database: DatabaseSync) {
    this.file = query(database, 'SELECT generation, replacing FROM files WHERE id = ?', fileRow);
    this.beginReplacing = database.prepare(
      'UPDATE files SET generation = generation + 1, replacing = 1 WHERE id = ?',
    );
    this.loosenTitles = database.prepare(
      `UPDATE conversations SET title_rank = 0 WHERE id IN (
         SELECT m.conversation_id FROM part_files f JOIN parts p ON p.id = f.part_id JOIN messages m ON m.id = p.message_id
          WHERE f.file_id = ?)`,
    );
    this.forgetSkips = database.prepare('DELETE FROM skipped_lines WHERE file_id = ?');
    // A scan may have seen a newer file than the one that was read: then it goes on waiting, as the scan saw it.
    const asBefore = '($beforeSize IS NULL OR size = $beforeSize AND modified_at = $beforeTime)';
    this.saveCheckpoint = database.prepare(
      `UPDATE files SET format = $format, container = $container, offset = $offset, head_hash = $headHash, tail_hash = $tailHash,
              reader_state = $state, replacing = $replacing, attempts = 0, error_code = NULL, error_message = NULL,
              state = CASE WHEN $last AND (${asBefore} OR size = $seenSize AND modified_at = $seenTime)
                           THEN 'done' ELSE 'pending' END,
              size = CASE WHEN $last AND ${asBefore} THEN coalesce($seenSize, size) ELSE size END,
              modified_at = CASE WHEN $last AND ${asBefore} THEN coalesce($seenTime, modified_at) ELSE modified_at END
        WHERE id = $file`,
    );
    this.saveSkip = database.prepare(
      `INSERT INTO skipped_lines (file_id, reason, count, first_offset, first_name) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
  }

  /** The reading that a batch belongs to. One from the start begins a new generation. */
  of(file: FileId, batch: ReadBatch): Reading {
    const row = this.file.one(file);
    if (!row) throw new RecollectError('internal', `There is no file ${file} in the library.`);
    if (batch.mode === 'continue') return { generation: row.generation, replacing: row.replacing === 1 };
    const replacing = batch.mode === 'replace';
    this.beginReplacing.run(file);
    if (row.generation > 0) {
      // A statement that may change several rows makes FTS5 write out what it has gathered: not for each new file.
      if (replacing) this.loosenTitles.run(file);
      this.forgetSkips.run(file);
    }
    return { generation: row.generation + 1, replacing };
  }

  /** Records how far the file has been read with `batch`. `before`: as in `FileBatch`. */
  save(file: FileId, batch: ReadBatch, replacing: boolean, before: FileVersion | null): void {
    const { checkpoint, container = null, last, seen } = batch;
    this.saveCheckpoint.run({
      $file: file,
      $format: checkpoint.format,
      $container: container,
      $offset: checkpoint.offset,
      $headHash: checkpoint.headHash,
      $tailHash: checkpoint.tailHash,
      $state: JSON.stringify(checkpoint.state),
      $replacing: replacing && !last ? 1 : 0,
      $last: last ? 1 : 0,
      $beforeSize: before?.size ?? null,
      $beforeTime: before?.modifiedAt ?? null,
      $seenSize: seen?.size ?? null,
      $seenTime: seen?.modifiedAt ?? null,
    });
    for (const { reason, count, firstOffset, firstName } of batch.skipped) {
      this.saveSkip.run(file, reason, count, firstOffset, firstName ?? null);
    }
  }
}
