/**
 * Recall from a library that may not be there yet: it is opened when it is first asked for, and tried again at the
 * next question where that failed. An agent may start its servers before anything was imported.
 */
import type { Recall } from '../../electron/main/mcp/recall.ts';

/** A recall that `open` gives when it is needed. Every answer rejects with what `open` threw. */
export function createDeferredRecall(open: () => Promise<Recall>): Recall {
  let opened: Promise<Recall> | undefined;
  const ask = async <Answer>(question: (recall: Recall) => Promise<Answer>): Promise<Answer> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return question(await opened);
  };
  return {
    search: (request, signal) => ask((recall) => recall.search(request, signal)),
    conversation: (id) => ask((recall) => recall.conversation(id)),
    messages: (id, from, count) => ask((recall) => recall.messages(id, from, count)),
    position: (id, messageId) => ask((recall) => recall.position(id, messageId)),
    recent: (limit, project) => ask((recall) => recall.recent(limit, project)),
    mentionsOf: (path, limit) => ask((recall) => recall.mentionsOf(path, limit)),
    status: () => ask((recall) => recall.status()),
  };
}
