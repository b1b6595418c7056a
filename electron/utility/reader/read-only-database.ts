/**
 * Opens another program's SQLite database for reading, while that program may be writing it. Nothing is written into
 * its folder, and its writer is never waited for or held up.
 */
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { RecollectError } from '../../shared/errors.ts';
import type { SourceFile } from './format.ts';

const SIGNATURE = Buffer.from('SQLite format 3\u0000');

/** Where the header says that the database is in WAL mode (https://sqlite.org/fileformat2.html#file_format_version_numbers). */
const READ_VERSION = 19;
const WAL = 2;

/** How long a lock is waited for, in ms: less than it takes to be thought hung. */
const BUSY_TIMEOUT_MS = 2_000;

/** SQLite's primary result codes. */
const BUSY = 5;
const CANT_OPEN = 14;

/** Bytes of the header that say how a database is to be opened. */
const HEADER_BYTES = 100;

/** Rows of a long query between two turns of everybody else. */
const ROWS_A_TURN = 100;

/** Bytes of a value that are read; a longer one would not fit in memory. */
export const LONGEST_VALUE = 8 * 1024 * 1024;

/** Whether a file that begins with `head` is a database of SQLite's that has all the tables of one of `sets`. */
export function hasTables(head: Buffer, path: string, sets: readonly (readonly string[])[]): boolean {
  if (!head.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false;
  let database: ReadOnlyDatabase | undefined;
  try {
    database = ReadOnlyDatabase.open(path, head);
    const found = new Set(
      database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name),
    );
    return sets.some((tables) => tables.every((table) => found.has(table)));
  } catch (error) {
    // A file in a zip has no path, and what is no database is for nobody; a lock is told to the user.
    if (error instanceof RecollectError) throw error;
    return false;
  } finally {
    database?.close();
  }
}

/** A database in one state: what is written meanwhile isn't seen. */
export class ReadOnlyDatabase {
  private readonly database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Opens the database that a file is. @throws as `open`. */
  static async ofFile({ path, handle }: Pick<SourceFile, 'path' | 'handle'>): Promise<ReadOnlyDatabase> {
    const header = Buffer.alloc(HEADER_BYTES);
    await handle.read(header, 0, header.length, 0);
    return this.open(path, header);
  }

  /**
   * Opens the database at `path`, which begins with `head`. With a write-ahead log beside it, it shares that with its
   * writer. Without one, nobody has it open: SQLite would make the log's files to read it, so it is opened as
   * unchangeable. So it is as well where the folder forbids those files.
   *
   * @throws RecollectError `file-unreadable` if it stays locked; what SQLite threw otherwise.
   */
  static open(path: string, head: Buffer): ReadOnlyDatabase {
    const unattended = head[READ_VERSION] === WAL && !existsSync(`${path}-wal`);
    try {
      return unattended ? this.unchangeable(path) : this.shared(path);
    } catch (error) {
      if (codeOf(error) === BUSY) {
        throw new RecollectError(
          'file-unreadable',
          'The database is locked by its program. It is tried again.',
          {
            cause: error,
          },
        );
      }
      if (codeOf(error) !== CANT_OPEN || unattended) throw error;
      return this.unchangeable(path);
    }
  }

  private static shared(path: string): ReadOnlyDatabase {
    return this.begin(new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS }));
  }

  private static unchangeable(path: string): ReadOnlyDatabase {
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return this.begin(new DatabaseSync(url, { readOnly: true }));
  }

  private static begin(database: DatabaseSync): ReadOnlyDatabase {
    try {
      // 2 MB of page cache; the first read fixes the state that all others see.
      database.exec('PRAGMA cache_size = -2048; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; BEGIN');
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      return new ReadOnlyDatabase(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** All rows of a query that gives few. */
  rows(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.prepare(sql)
      .all(...values)
      .map(withNumbers);
  }

  /** The rows of a query one by one. */
  *each(sql: string, ...values: SQLInputValue[]): Generator<Record<string, unknown>> {
    for (const row of this.prepare(sql).iterate(...values)) yield withNumbers(row);
  }

  /** The rows of a long query one by one; every few of them a message to main gets through. */
  async *eachInTurns(sql: string, signal: AbortSignal): AsyncGenerator<Record<string, unknown>> {
    let given = 0;
    for (const row of this.each(sql)) {
      yield row;
      given += 1;
      if (given % ROWS_A_TURN > 0) continue;
      await setImmediate();
      signal.throwIfAborted();
    }
  }

  /** Whether a table has a column. */
  hasColumn(table: string, column: string): boolean {
    return this.rows('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', table, column).length > 0;
  }

  close(): void {
    this.database.close();
  }

  /** As numbers, one that is too large would end the whole query. */
  private prepare(sql: string): StatementSync {
    const statement = this.database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  }
}

/** A row whose whole numbers are numbers: one that is too large to be exact is no date and no count anyway. */
function withNumbers(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  );
}

function codeOf(error: unknown): number {
  // Extended codes have the primary one in their lowest byte.
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
