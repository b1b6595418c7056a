/**
 * Cursor, the editor: its key-value table in state.vscdb.
 * What is read and what is left: docs/formats/cursor.md.
 */
import type { Format } from '../../format.ts';
import { giveChanged } from '../../changed-conversations.ts';
import { hasTables, ReadOnlyDatabase } from '../../read-only-database.ts';
import { listComposers, readComposer } from './composers.ts';

/** Bytes of the header that say how a database is to be opened. */
const HEADER_BYTES = 100;

/** See ../../format.ts. */
export const cursor: Format = {
  name: 'cursor',
  resumable: false,
  wholeConversations: true,
  opensPath: true,
  readsSnapshot: true,

  recognises: (head, path) => hasTables(head, path, [['cursorDiskKV']]),

  async read(file, sink, signal) {
    const header = Buffer.alloc(HEADER_BYTES);
    await file.handle.read(header, 0, header.length, 0);
    const database = ReadOnlyDatabase.open(file.path, header);
    try {
      const state = await giveChanged(
        {
          format: 'cursor',
          state: file.state,
          listed: await listComposers(database, signal),
          read: (composer) => readComposer(database, composer, sink),
        },
        sink,
        signal,
      );
      return { offset: 0, state };
    } finally {
      database.close();
    }
  },
};
