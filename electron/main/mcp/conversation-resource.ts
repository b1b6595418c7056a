/**
 * Conversations as resources: recollect://conversation/<id>, the id as tools show it or wholly encoded.
 */
import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { harmless } from '../../shared/harmless.ts';
import { isoTime, naming, oneLine, quoted, UNTRUSTED } from './answer.ts';
import { askedFor, messagesFrom, textOf } from './messages-from.ts';
import { meantConversation } from './meant-conversation.ts';
import type { Recall, RecalledConversation } from './recall.ts';
import { shownId } from './shown-id.ts';
import { cutAt, TextBudget } from './text-budget.ts';

const LISTED = 30;
const TOKENS = 20_000;

/** Adds the resources: the newest are listed, all can be read. */
export function addConversationResource(server: McpServer, recall: Recall): void {
  const template = new ResourceTemplate('recollect://conversation/{+id}', {
    list: async () => ({
      resources: (await recall.recent(LISTED, undefined)).map((conversation) => ({
        uri: `recollect://conversation/${encodeURIComponent(conversation.id.toWellFormed())}`,
        name: harmless(shownId(conversation.id)),
        // Without one, each would be called as the template is.
        title: harmless(oneLine(conversation.title ?? 'Untitled')),
        description: harmless(
          `A past conversation: ${naming(conversation, isoTime(conversation.updatedAt))}`,
        ),
        mimeType: 'text/markdown',
        annotations: annotationsOf(conversation),
      })),
    }),
  });
  server.registerResource(
    'conversation',
    template,
    {
      title: 'A past conversation',
      description: 'The beginning of a past conversation, by the conversation_id that tools show.',
      mimeType: 'text/markdown',
    },
    async (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'text/markdown',
          text: await markdownOf(recall, String(id)),
        },
      ],
    }),
  );
}

/** For clients that show the newest first. */
function annotationsOf({ updatedAt }: RecalledConversation): { lastModified?: string } {
  const time = isoTime(updatedAt);
  return time === null ? {} : { lastModified: time };
}

/** The beginning of a conversation, quoted. @throws RecollectError `usage` where there is no such conversation. */
async function markdownOf(recall: Recall, given: string): Promise<string> {
  const conversation = await meantConversation(recall, given);
  const { id } = conversation;
  const budget = new TextBudget(TOKENS);
  const lines = [UNTRUSTED, '', `# ${naming(conversation, isoTime(conversation.startedAt))}`];
  for await (const message of messagesFrom(recall, id, 0)) {
    const text = textOf(message, false);
    const length = budget.spend(text);
    if (length > 0) lines.push('', `## ${message.role}`, '', ...quoted(cutAt(text, length)));
    if (length === text.length) continue;
    const rest = askedFor({ position: message.position, offset: length });
    const asked = `conversation_id: ${shownId(id)}, ${rest}`;
    lines.push('', `It goes on: read the rest with get_conversation, ${asked}.`);
    break;
  }
  return harmless(lines.join('\n'));
}
