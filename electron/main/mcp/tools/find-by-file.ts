/**
 * The tool `find_by_file`: conversations in which a file was read or changed.
 */
import { z } from 'zod';
import { failing, isoTime, naming, noticed, oneLine, quoted } from '../answer.ts';
import { shownId } from '../shown-id.ts';
import { listing, maxTokens, noted } from './listing.ts';
import { conversationOutput, listed } from './recent.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

const input = {
  path: z.string().min(1).max(4_096).describe('A path or the end of one, such as src/auth/session.ts.'),
  limit: z.int().min(1).max(50).default(10),
  max_tokens: maxTokens,
};

/** What is known of the last time that a conversation's tools touched the file. */
const mentionOutput = {
  message_id: z.string().describe('Read what was said around it with get_conversation, around_message.'),
  time: z.string().nullable().describe('When, ISO 8601.'),
  line: z.string().describe('The tool and what it was called with.'),
};

/** See above. */
export const addFindByFileTool: AddTool = (server, { recall }) => {
  server.registerTool(
    'find_by_file',
    {
      title: 'Conversations that touched a file',
      description:
        'Finds past conversations in which an agent’s tools read or changed a file, the newest first.',
      inputSchema: input,
      outputSchema: {
        ...noticed,
        ...noted,
        conversations: z.array(conversationOutput.extend(mentionOutput)),
      },
      annotations: READ_ONLY,
    },
    async ({ path, limit, max_tokens: tokens }) => {
      try {
        const mentions = await recall.mentionsOf(path, limit);
        const items = mentions.map(({ conversation, messageId, time, line }) => ({
          lines: [
            naming(conversation, isoTime(time ?? conversation.updatedAt)),
            `   conversation_id ${shownId(conversation.id)} · message_id ${shownId(messageId)}`,
            ...quoted(oneLine(line), '   '),
          ],
          data: {
            ...listed(conversation),
            message_id: shownId(messageId),
            time: isoTime(time),
            line: oneLine(line),
          },
        }));
        return listing(items, tokens, `No conversation touched ${oneLine(path)}.`);
      } catch (error) {
        return failing(error);
      }
    },
  );
};
