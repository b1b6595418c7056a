/**
 * The memory graph: what every process had over time, and what happened to them. MB, ms since 1970.
 */
import { z } from 'zod';

/** One curve. Points are thinned to what a screen can show; a gap is where the app did not run. */
export const memorySeriesSchema = z.strictObject({
  /** `total`, `main`, `reader`, `embedder 1`, ... */
  name: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
});
export type MemorySeries = z.infer<typeof memorySeriesSchema>;

/** Something that happened to a process, for a mark with a tooltip. */
export const memoryMarkSchema = z.strictObject({
  at: z.number(),
  kind: z.enum(['recycled', 'killed', 'crashed', 'silent', 'quarantined', 'failed']),
  process: z.string(),
  reason: z.string(),
  beforeMb: z.number().nullable(),
  afterMb: z.number().nullable(),
});
export type MemoryMark = z.infer<typeof memoryMarkSchema>;

/** The answer of the memory graph. */
export const memoryHistorySchema = z.strictObject({
  ceilingMb: z.number(),
  series: z.array(memorySeriesSchema),
  marks: z.array(memoryMarkSchema),
});
export type MemoryHistory = z.infer<typeof memoryHistorySchema>;
