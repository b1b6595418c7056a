/**
 * The tool `remember`: stores a note. Only offered while the user allows it.
 */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { RecollectError } from '../../../shared/errors.ts';
import { failing, saying } from '../answer.ts';
import type { NotePermission } from '../note-permission.ts';
import type { Notes } from '../recall.ts';

const input = {
  text: z.string().min(1).max(50_000).describe('What to remember, in Markdown.'),
  title: z.string().min(1).max(120).optional(),
};

/** For an agent that was offered the tool before the user took the permission back. */
const NOT_ALLOWED =
  'Nothing was stored: the user does not let agents store notes. That can be turned on in Recollect: Settings > Agents.';

/**
 * Adds the tool, which comes and goes with the permission: the client is told each time, until the returned function
 * is called.
 */
export function addRememberTool(server: McpServer, notes: Notes, permission: NotePermission): () => void {
  const tool = server.registerTool(
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
        if (!permission.given()) throw new RecollectError('usage', NOT_ALLOWED);
        const path = await notes.remember(text, title);
        return saying(`Stored in ${path}. It can be found after the next sync.`, { path });
      } catch (error) {
        return failing(error);
      }
    },
  );
  const offer = (): void => {
    const given = permission.given();
    if (given === tool.enabled) return;
    if (given) tool.enable();
    else tool.disable();
  };
  offer();
  return permission.onChange(offer);
}
