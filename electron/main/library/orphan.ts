/**
 * A part of a message that no file holds any more: it is to be removed.
 */
import { z } from 'zod';
import { conversationRowId, textId } from '../../shared/ids.ts';

/** What `orphanRow` needs, of parts `p` and their messages `m`. */
export const ORPHAN_COLUMNS =
  'p.id, p.message_id, p.text_id, m.conversation_id, m.sort_time, m.sort_file, m.sort_offset';

export const orphanRow = z.object({
  id: z.int(),
  message_id: z.int(),
  text_id: z.number().transform(textId),
  conversation_id: z.number().transform(conversationRowId),
  sort_time: z.number(),
  sort_file: z.int(),
  sort_offset: z.int(),
});
export type Orphan = z.infer<typeof orphanRow>;
