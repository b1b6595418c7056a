/**
 * What migrations call that make the full-text index anew, so that it holds what is put into it otherwise.
 */
import type { DatabaseSync } from 'node:sqlite';
import { searchableText } from './name-parts.ts';
import { mayBeUnspaced } from './unspaced-words.ts';

/** Adds the functions to a connection. */
export function addMigrationFunctions(database: DatabaseSync): void {
  const deterministic = { deterministic: true };
  database.function('searchable_text', deterministic, (text) => searchableText(String(text)));
  database.function('may_be_unspaced', deterministic, (text) => (mayBeUnspaced(String(text)) ? 1 : 0));
}
