/**
 * The tool `find_by_file`: conversations in which a file was read or changed.
 */
import { z } from 'zod';
import { failing, isoTime, naming, oneLine, quoted, quoting } from '../answer.ts';
import { conversationOutput, listed } from './recent.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

const input = {
  path: z.string().min(1).max(4_096).describe('A path or the end of one, such as src/auth/session.ts.'),
  limit: z.int().min(1).max(50).default(10),
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
    async ({ path, limit }) => {
      try {
        const mentions = await recall.mentionsOf(path, limit);
        const lines = mentions.flatMap(({ conversation, messageId, time, line }) => [
          naming(conversation, isoTime(time ?? conversation.updatedAt)),
          `   conversation_id ${conversation.id} · message_id ${messageId}`,
          ...quoted(oneLine(line), '   '),
        ]);
        return quoting(lines.length === 0 ? [`No conversation touched ${path}.`] : lines, {
          conversations: mentions.map(({ conversation, messageId, line }) => ({
            ...listed(conversation),
            message_id: messageId,
            line,
          })),
        });
      } catch (error) {
        return failing(error);
      }
    },
  );
};
