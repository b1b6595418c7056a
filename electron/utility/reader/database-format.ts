/**
 * Formats that are databases of other programs: each reading gives what changed since the one before.
 */
import type { FormatName } from '../../shared/conversation.ts';
import { giveChanged, type ListedConversation } from './changed-conversations.ts';
import type { Format, Sink } from './format.ts';
import { hasTables, ReadOnlyDatabase } from './read-only-database.ts';
import type { WholeConversation } from './whole-conversation.ts';

/** What one database is, and how its conversations are read. */
interface DatabaseParts<Listed extends ListedConversation> {
  readonly name: FormatName;
  /** Sets of tables; any of them makes a database one of this format. */
  readonly tables: readonly (readonly string[])[];
  /** All conversations. What is none is counted. */
  readonly list: (database: ReadOnlyDatabase, sink: Sink, signal: AbortSignal) => Promise<readonly Listed[]>;
  /** Reads one of them; null if it is broken. */
  readonly read: (database: ReadOnlyDatabase, listed: Listed, sink: Sink) => WholeConversation | null;
}

/** The format of a database. */
export function databaseFormat<Listed extends ListedConversation>({
  name,
  tables,
  list,
  read,
}: DatabaseParts<Listed>): Format {
  return {
    name,
    resumable: false,
    wholeConversations: true,
    opensPath: true,
    readsSnapshot: true,

    recognises: (head, path) => hasTables(head, path, tables),

    async read(file, sink, signal) {
      const database = await ReadOnlyDatabase.ofFile(file);
      try {
        const state = await giveChanged(
          {
            format: name,
            state: file.state,
            listed: await list(database, sink, signal),
            read: (listed) => read(database, listed, sink),
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
}
