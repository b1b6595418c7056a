/**
 * The tool `recent`: the newest conversations.
 */
import { z } from 'zod';
import { called, counted, failing, isoTime, naming, noticed, oneLine } from '../answer.ts';
import { shownId } from '../shown-id.ts';
import { listing, maxTokens, noted } from './listing.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

const input = {
  limit: z.int().min(1).max(50).default(10),
  project: z
    .string()
    .max(4_096)
    .optional()
    .describe('Only conversations about projects that have this folder, or these, in their path.'),
  max_tokens: maxTokens,
};

/** A conversation as tools list it. */
export const conversationOutput = z.object({
  conversation_id: z.string(),
  title: z.string().nullable(),
  project: z.string().nullable(),
  updated: z.string().nullable().describe('When it was last spoken in, ISO 8601.'),
  messages: z.int(),
});

/** See above. */
export const addRecentTool: AddTool = (server, { recall }) => {
  server.registerTool(
    'recent',
    {
      title: 'Recent conversations',
      description: 'Lists the newest past conversations, of one project if you name it.',
      inputSchema: input,
      outputSchema: { ...noticed, ...noted, conversations: z.array(conversationOutput) },
      annotations: READ_ONLY,
    },
    async ({ limit, project, max_tokens: tokens }) => {
      try {
        const conversations = await recall.recent(limit, project);
        const items = conversations.map((conversation) => ({
          lines: [
            naming(conversation, isoTime(conversation.updatedAt)),
            `   conversation_id ${shownId(conversation.id)} · ${counted(conversation.messages, 'message')}`,
          ],
          data: listed(conversation),
        }));
        const of = project === undefined ? '' : ` about the project ${oneLine(project)}`;
        return listing(items, tokens, `There are no conversations${of}.`);
      } catch (error) {
        return failing(error);
      }
    },
  );
};

/** A conversation in the form of `conversationOutput`. */
export function listed(conversation: {
  readonly id: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly updatedAt: number | null;
  readonly messages: number;
}): z.infer<typeof conversationOutput> {
  return {
    conversation_id: shownId(conversation.id),
    ...called(conversation),
    updated: isoTime(conversation.updatedAt),
    messages: conversation.messages,
  };
}
