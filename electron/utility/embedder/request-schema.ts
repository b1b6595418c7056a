/** The messages that an embedder process takes, parsed. */
import { z } from 'zod';
import type { EmbedderRequest } from '../../shared/embedder-protocol.ts';

/** main -> embedder */
export const embedderRequestSchema: z.ZodType<EmbedderRequest> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('embed'),
    generation: z.int(),
    batch: z.int(),
    kind: z.enum(['document', 'query']),
    texts: z.array(z.string()),
  }),
  z.strictObject({ type: z.literal('exit'), generation: z.int() }),
]);
