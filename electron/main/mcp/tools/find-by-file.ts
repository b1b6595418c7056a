/**
 * The tool `find_by_file`: conversations in which a file was read or changed.
 */
import { z } from 'zod';
import { failing, isoTime, naming, oneLine, quoted, quoting } from '../answer.ts';
import { shownId } from '../shown-id.ts';
import { fitting, maxTokens } from './fitting.ts';
import { conversationOutput, listed } from './recent.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

const input = {
  path: z.string().min(1).max(4_096).describe('A path or the end of one, such as src/auth/session.ts.'),
  limit: z.int().min(1).max(50).default(10),
  max_tokens: maxTokens,
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
        conversations: z.array(conversationOutput.extend({ message_id: z.string(), line: z.string() })),
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
          data: { ...listed(conversation), message_id: shownId(messageId), line: oneLine(line) },
        }));
        const { lines, data } = fitting(items, tokens);
        return quoting(mentions.length === 0 ? [`No conversation touched ${oneLine(path)}.`] : lines, {
          conversations: data,
        });
      } catch (error) {
        return failing(error);
      }
    },
  );
};
