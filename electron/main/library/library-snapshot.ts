/**
 * What search keeps in memory is brought up to date before each search, if anybody has written meanwhile.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** Reads a library in one piece, and knows whether it has changed. */
export class LibrarySnapshot {
  private readonly database: DatabaseSync;
  private readonly dataVersion;
  private seen = -1;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.dataVersion = query(database, 'PRAGMA data_version', z.object({ data_version: z.int() }));
  }

  /** Runs `read` in one snapshot, and tells it whether the library has changed since the last time. */
  read(read: (changed: boolean) => void): void {
    this.database.exec('BEGIN');
    try {
      const version = this.dataVersion.one()?.data_version ?? 0;
      read(version !== this.seen);
      this.seen = version;
    } finally {
      this.database.exec('COMMIT');
    }
  }
}
