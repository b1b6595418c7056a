/**
 * Cursor, the editor: its key-value table in state.vscdb.
 * What is read and what is left: docs/formats/cursor.md.
 */
import { databaseFormat } from '../../database-format.ts';
import { listComposers, readComposer } from './composers.ts';

/** See ../../format.ts. */
export const cursor = databaseFormat({
  name: 'cursor',
  tables: [['cursorDiskKV']],
  list: (database, _sink, signal) => listComposers(database, signal),
  read: readComposer,
});
