/**
 * The tool `remember`: stores a note. Only offered where the user has allowed it.
 */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { failing, saying } from '../answer.ts';
import type { Notes } from '../recall.ts';

const input = {
  text: z.string().min(1).max(50_000).describe('What to remember, in Markdown.'),
  title: z.string().min(1).max(120).optional(),
};

/** Adds the tool. */
export function addRememberTool(server: McpServer, notes: Notes): void {
  server.registerTool(
    'remember',
    {
      title: 'Remember a note',
      description:
        'Stores a note in the user’s library, to be found by search later. Only when the user asks for it.',
      inputSchema: input,
      outputSchema: { path: z.string() },
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: false,
      },
    },
    async ({ text, title }) => {
      try {
        const path = await notes.remember(text, title);
        return saying(`Stored in ${path}. It can be found after the next sync.`, { path });
      } catch (error) {
        return failing(error);
      }
    },
  );
}
