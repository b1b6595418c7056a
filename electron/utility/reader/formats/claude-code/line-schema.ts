/**
 * The fields of a Claude Code line that are read. Lenient: a field of another type counts as absent.
 */
import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

/** One line, whatever its type. */
export const lineSchema = z.object({
  type: text,
  uuid: text,
  sessionId: text,
  agentId: text,
  timestamp: text,
  cwd: text,
  isSidechain: flag,
  isMeta: flag,
  isCompactSummary: flag,
  isApiErrorMessage: flag,
  summary: text,
  leafUuid: text,
  customTitle: text,
  aiTitle: text,
  title: text,
  attachment: z.object({ type: text, prompt: z.unknown().optional() }).optional().catch(undefined),
  message: z
    .object({
      id: text,
      role: text,
      model: text,
      content: z.unknown().optional(),
      tool_output: z.unknown().optional(),
    })
    .optional()
    .catch(undefined),
});
export type ClaudeCodeLine = z.infer<typeof lineSchema>;

/** One block of a message's content. */
export const blockSchema = z.object({
  type: text,
  text,
  name: text,
  input: z.record(z.string(), z.unknown()).optional().catch(undefined),
  content: z.unknown().optional(),
});
