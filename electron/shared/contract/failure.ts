/**
 * How a failure travels to a window: a code for programs, a sentence for people, never a stack.
 */
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** A failure as plain data. Codes are those of `../errors.ts`. */
export const failureSchema = z.strictObject({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && value !== ''),
  message: z.string(),
});

/** The answer to a request. */
export const envelopeSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: failureSchema }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;
