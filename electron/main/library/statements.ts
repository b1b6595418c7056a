/**
 * Small helpers over node:sqlite: transactions, and statements whose rows are parsed rather than cast.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { z } from 'zod';

/** Runs `work` in a transaction that is rolled back when it throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A prepared statement whose rows have the shape of a schema. */
export interface Query<Row> {
  one(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
}

/** Prepares `sql`; each row is parsed by `row`. */
export function query<Row>(database: DatabaseSync, sql: string, row: z.ZodType<Row>): Query<Row> {
  const statement: StatementSync = database.prepare(sql);
  return {
    one: (...values) => {
      const found = statement.get(...values);
      return found === undefined ? undefined : row.parse(found);
    },
    all: (...values) => statement.all(...values).map((found) => row.parse(found)),
  };
}
