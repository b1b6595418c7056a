/**
 * opencode: its database opencode.db, and the tree of JSON files that it had before.
 * What is read and what is left: docs/formats/opencode.md.
 */
import type { Format } from '../../format.ts';
import { giveChanged } from '../../changed-conversations.ts';
import { hasTables, ReadOnlyDatabase } from '../../read-only-database.ts';
import { giveConversation } from '../../whole-conversation.ts';
import { listSessions, readSession, TABLES } from './database.ts';
import { readTree } from './tree.ts';

/** A session of the tree: storage/session/<project>/<session>.json. */
const SESSION_FILE = /^\s*\{[\s\S]*"id"\s*:\s*"ses_[^"]*"/;
const SESSION_ID = '"ses_';
const SESSION_KEYS = /"(?:projectID|directory)"\s*:/;

/** Bytes of the header that say how a database is to be opened. */
const HEADER_BYTES = 100;

/** The database; see ../../format.ts. */
export const opencode: Format = {
  name: 'opencode',
  resumable: false,
  wholeConversations: true,
  opensPath: true,
  readsSnapshot: true,

  recognises: (head, path) => hasTables(head, path, TABLES),

  async read(file, sink, signal) {
    const header = Buffer.alloc(HEADER_BYTES);
    await file.handle.read(header, 0, header.length, 0);
    const database = ReadOnlyDatabase.open(file.path, header);
    try {
      const state = await giveChanged(
        {
          format: 'opencode',
          state: file.state,
          listed: await listSessions(database, sink, signal),
          read: (session) => readSession(database, session, sink),
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

/** One session of the tree; see ../../format.ts. */
export const opencodeTree: Format = {
  name: 'opencode',
  resumable: false,
  wholeConversations: true,
  opensPath: true,
  readsSnapshot: true,

  recognises(head) {
    if (!head.includes(SESSION_ID)) return false;
    const text = head.toString('utf8');
    return SESSION_FILE.test(text) && SESSION_KEYS.test(text) && !text.includes('"messages"');
  },

  async read(file, sink, signal) {
    const conversation = await readTree(file.path, sink, signal);
    await giveConversation(sink, 'opencode', conversation, { offset: 0, state: null });
    return { offset: 0, state: null };
  },
};
