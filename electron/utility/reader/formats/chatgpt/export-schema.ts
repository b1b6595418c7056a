/**
 * The shapes of a ChatGPT export, as far as they are read. Times are unix seconds with a fraction; here ms.
 */
import { z } from 'zod';

/** Seconds to ms; what is no time is none. */
const time = z
  .number()
  .nullish()
  .catch(null)
  .transform((seconds) => (typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : null));

const id = z.string().min(1).optional().catch(undefined);

/** A conversation without its nodes. */
export const recordSchema = z.object({
  id,
  conversation_id: id,
  title: z.string().nullish().catch(null),
  create_time: time,
  update_time: time,
  current_node: z.string().nullish().catch(null),
  /** Whether it has nodes at all. */
  mapping: z
    .looseObject({})
    .optional()
    .catch(undefined)
    .transform((nodes) => nodes !== undefined),
});

/** A node's place in the tree. */
export const nodeSchema = z.object({
  parent: z.string().nullish().catch(null),
  children: z.array(z.string()).catch([]).default([]),
  message: z.unknown().optional(),
});

/** What a node says. */
export const messageSchema = z.object({
  id,
  author: z.object({ role: z.string(), name: z.string().nullish().catch(null) }),
  create_time: time,
  content: z.looseObject({
    content_type: z.string().optional().catch(undefined),
    parts: z.array(z.unknown()).optional().catch(undefined),
    text: z.string().optional().catch(undefined),
    language: z.string().nullish().catch(null),
  }),
  recipient: z.string().nullish().catch(null),
  metadata: z
    .looseObject({
      is_visually_hidden_from_conversation: z.boolean().nullish().catch(null),
      is_user_system_message: z.boolean().nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
export type ChatgptMessage = z.infer<typeof messageSchema>;
