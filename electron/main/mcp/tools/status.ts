/**
 * The tool `status`: what the library holds.
 */
import { z } from 'zod';
import { counted, failing, isoTime, saying } from '../answer.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

/** See above. */
export const addStatusTool: AddTool = (server, { recall }) => {
  server.registerTool(
    'status',
    {
      title: 'What the library holds',
      description: 'How many conversations the library has and how much of it can be found by meaning.',
      outputSchema: {
        conversations: z.int(),
        messages: z.int(),
        chunks: z.int().describe('Pieces of text; each can be found by word.'),
        embedded: z.int().describe('Those that can be found by meaning too.'),
        pending: z.int().describe('Those that wait for it.'),
        newest: z.string().nullable().describe('When the newest conversation was last spoken in, ISO 8601.'),
      },
      annotations: READ_ONLY,
    },
    async () => {
      try {
        const { newestAt, ...counts } = await recall.status();
        const newest = isoTime(newestAt);
        return saying(
          `${counted(counts.conversations, 'conversation')} with ${counted(counts.messages, 'message')}; ${counts.embedded} of ${counts.chunks} chunks can be found by meaning, all by word. The newest is of ${newest ?? 'an unknown time'}.`,
          { ...counts, newest },
        );
      } catch (error) {
        return failing(error);
      }
    },
  );
};
