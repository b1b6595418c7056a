/**
 * Opens library.db: settings of the connection, extension, version check, migrations with a backup.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RecollectError } from '../../shared/errors.ts';
import { migrations } from './migrations/index.ts';
import { addMigrationFunctions } from './migration-functions.ts';
import { transaction } from './statements.ts';

/** How long a connection waits for another one's transaction, in ms. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens the library for writing: makes it if there is none, and brings it to the newest schema. */
export function openForWriting(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = connect(path);
  try {
    // Before the first table: readers never wait for the writer, a crash loses no committed transaction.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
    // SQLite opens a file that it may not write for reading only; that is to be known now, not hours into an import.
    transaction(database, () => undefined);
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the library for reading only. `prepare` can make temporary tables, as nothing can afterwards.
 *
 * @throws RecollectError `library-missing` where there is none.
 */
export function openForReading(
  path: string,
  prepare: (database: DatabaseSync) => void = () => undefined,
): DatabaseSync {
  if (!existsSync(path)) {
    throw new RecollectError(
      'library-missing',
      `There is no library at ${path} yet. Import something first: recollect import`,
    );
  }
  const database = connect(path);
  try {
    refuseOtherVersion(database, path);
    prepare(database);
    database.exec('PRAGMA query_only = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a library that another program may be writing, to add single rows: SQLite lets both write in turn.
 *
 * @throws RecollectError `library-missing` where there is none of this version.
 */
export function openForAccount(path: string): DatabaseSync {
  const database = openForReading(path);
  database.exec('PRAGMA query_only = OFF');
  return database;
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  // 16 MB of page cache a connection; the rest is the operating system's, which can take it back.
  database.exec('PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY');
  return database;
}

function version(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

function refuseNewer(database: DatabaseSync, path: string): number {
  const found = version(database);
  if (found > migrations.length) {
    throw new RecollectError(
      'library-newer',
      `The library ${path} was written by a newer Recollect (schema ${found}, this one knows ${migrations.length}). Update Recollect.`,
    );
  }
  return found;
}

function refuseOtherVersion(database: DatabaseSync, path: string): void {
  if (refuseNewer(database, path) < migrations.length) {
    throw new RecollectError(
      'library-missing',
      `The library ${path} has not been brought up to date yet. Run recollect import once.`,
    );
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const found = refuseNewer(database, path);
  if (found === migrations.length) return;
  if (found > 0) {
    checkIntegrity(database, path);
    database.prepare('VACUUM INTO ?').run(`${path}.before-schema-${migrations.length}`);
  }
  addMigrationFunctions(database);
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue;
    transaction(database, () => database.exec(`${sql}; PRAGMA user_version = ${index + 1}`));
  }
}

function checkIntegrity(database: DatabaseSync, path: string): void {
  const result = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (result !== 'ok') {
    throw new RecollectError(
      'library-damaged',
      `The library ${path} is damaged (${String(result)}) and was left as it is. Restore a backup, or move it away and import again.`,
    );
  }
}
