/**
 * Reads the conversations of a database that changed since the last reading, in the order of their changes: after
 * each one the next reading can begin there.
 */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { FormatName } from '../../shared/conversation.ts';
import type { Json, Sink } from './format.ts';
import { giveConversation, type WholeConversation } from './whole-conversation.ts';

/** A change that is later than this is none that happened: it must not make all later ones look old. */
const LATEST = Date.UTC(2100, 0);

const stateSchema = z.object({ since: z.number() });

/** A conversation as a database lists it; `changedAt` in ms since 1970, 0 where it isn't known. */
export interface ListedConversation {
  readonly id: string;
  readonly changedAt: number;
}

/** Gives what changed since `state` and resolves with the state of the next reading. */
export async function giveChanged<Listed extends ListedConversation>(
  source: {
    readonly format: FormatName;
    readonly state: Json;
    readonly listed: readonly Listed[];
    /** Reads one of them; null if it is broken. */
    readonly read: (listed: Listed) => WholeConversation | null;
  },
  sink: Sink,
  signal: AbortSignal,
): Promise<Json> {
  let since = stateSchema.safeParse(source.state).data?.since ?? 0;
  // Those that changed in the same moment as the last one are read again; so are those that don't tell.
  const changed = source.listed.filter(({ changedAt }) => changedAt >= since || changedAt === 0);
  changed.sort((a, b) => a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1));
  for (const listed of changed) {
    signal.throwIfAborted();
    const conversation = source.read(listed);
    if (conversation)
      await giveConversation(sink, source.format, conversation, { offset: 0, state: { since } });
    else sink.skip('broken-conversation', 0, listed.id);
    if (listed.changedAt < LATEST) since = Math.max(since, listed.changedAt);
    if (sink.full) await sink.checkpoint(0, { since });
    // Databases are read without a break: a message to main must get through between two conversations.
    else await setImmediate();
  }
  return { since };
}
