/**
 * The shapes of a Claude.ai export, as far as they are read. Times are RFC 3339; here ms since 1970.
 */
import { z } from 'zod';

const time = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => {
    const parsed = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return Number.isNaN(parsed) ? null : parsed;
  });

const text = z.string().optional().catch(undefined);

/** A conversation without its messages. */
export const recordSchema = z.object({
  uuid: z.string().min(1).optional().catch(undefined),
  name: text,
  title: text,
  created_at: time,
  updated_at: time,
  /** Whether it has a list of messages at all. */
  chat_messages: z
    .array(z.unknown())
    .optional()
    .catch(undefined)
    .transform((messages) => messages !== undefined),
});

/** A block of a message; each kind has some of these. */
export const blockSchema = z.object({
  type: z.string(),
  text,
  title: text,
  name: text,
  input: z.record(z.string(), z.unknown()).optional().catch(undefined),
  content: z.unknown().optional(),
});

export const messageSchema = z.object({
  uuid: z.string().min(1).optional().catch(undefined),
  sender: z.enum(['human', 'assistant']),
  text,
  content: z.array(z.unknown()).catch([]).default([]),
  created_at: time,
  attachments: z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((items) => items.flatMap((item) => attachmentSchema.safeParse(item).data ?? [])),
});
export type ClaudeAiMessage = z.infer<typeof messageSchema>;

/** A document that the user attached or pasted. */
const attachmentSchema = z.object({ file_name: text, extracted_content: z.string() });
