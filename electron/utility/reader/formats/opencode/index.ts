/**
 * opencode: its database opencode.db, and the tree of JSON files that it had before.
 * What is read and what is left: docs/formats/opencode.md.
 */
import { databaseFormat } from '../../database-format.ts';
import type { Format } from '../../format.ts';
import { giveConversation } from '../../whole-conversation.ts';
import { listSessions, readSession, TABLES } from './database.ts';
import { readTree } from './tree.ts';

/** A session of the tree: storage/session/<project>/<session>.json. */
const SESSION_FILE = /^\s*\{[\s\S]*"id"\s*:\s*"ses_[^"]*"/;
const SESSION_ID = '"ses_';
const SESSION_KEYS = /"(?:projectID|directory)"\s*:/;

/** The database; see ../../format.ts. */
export const opencode = databaseFormat({
  name: 'opencode',
  tables: TABLES,
  list: listSessions,
  read: readSession,
});

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
