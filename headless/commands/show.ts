import { ConversationReader } from '../../electron/main/qdrant/conversation-reader.ts';
import { heldElsewhere } from '../../electron/shared/held-elsewhere.ts';
import { composeLibraryReader, composeRemoteConversations } from '../compose.ts';
import { conversationGone, meantId, printedId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Messages that are read at once. */
const PAGE = 200;

/**
 * `recollect show CONVERSATION`: what was said in it. One that only another machine has is shown as far as the Qdrant
 * server has it.
 */
export async function showCommand(
  given: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const reader = new ConversationReader(library.read, () =>
      composeRemoteConversations({ ...options, onOutput: (text) => terminal.pass(text) }),
    );
    const id = await meantId(given, (each) => reader.header(each));
    const header = await reader.header(id);
    if (!header) throw conversationGone(id);
    const { title, format: source, project, startedAt, heldBy } = header;
    terminal.say(title ?? printedId(id));
    terminal.say([source, project, day(startedAt)].filter(Boolean).join(' · '));
    if (heldBy.length > 0) terminal.say(heldElsewhere(heldBy));
    const messages: unknown[] = [];
    for (let from = 0; ; from += PAGE) {
      const page = await reader.messages(id, from, PAGE);
      for (const message of page?.messages ?? []) {
        const { role, time } = message;
        const text = message.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n');
        messages.push({
          id: message.id,
          role,
          time: time === null ? null : new Date(time).toISOString(),
          text,
        });
        if (text === '') continue;
        terminal.say('');
        terminal.say(`${[role, day(time)].filter(Boolean).join(', ')}:`);
        terminal.quote(text);
      }
      if (from + PAGE >= (page?.total ?? 0)) break;
    }
    const started = startedAt === null ? null : new Date(startedAt).toISOString();
    terminal.json({ conversationId: id, title, source, project, startedAt: started, heldBy, messages });
    return exitCodes.done;
  } finally {
    await library.close();
  }
}

function day(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().slice(0, 10);
}
