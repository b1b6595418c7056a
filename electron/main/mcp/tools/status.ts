/**
 * The tool `status`: what the library holds.
 */
import { z } from 'zod';
import { failing, isoTime, saying } from '../answer.ts';
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
        chunks: z.int(),
        embedded: z.int(),
        pending: z.int(),
        newest: z.string().nullable(),
      },
      annotations: READ_ONLY,
    },
    async () => {
      try {
        const { newestAt, ...counts } = await recall.status();
        const newest = isoTime(newestAt);
        return saying(
          `${counts.conversations} conversations with ${counts.messages} messages; ${counts.embedded} of ${counts.chunks} chunks can be found by meaning, all by word. The newest is of ${newest ?? 'an unknown time'}.`,
          { ...counts, newest },
        );
      } catch (error) {
        return failing(error);
      }
    },
  );
};
