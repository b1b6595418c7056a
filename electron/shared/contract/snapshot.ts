/**
 * The state of the app as a window sees it: small enough to be sent whole, at most ten times a second.
 * Memory in MB of 2^20 bytes, times in ms since 1970.
 */
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { remoteStateSchema } from './qdrant.ts';
import { settingsSchema } from './settings.ts';

const count = z.int().nonnegative();
const megabytes = z.number().nonnegative();
const perSecond = z.number().nonnegative();

/** What sync is doing. `opening`: nothing is known of the library yet. `paused` is the user's will; `until` is null where it lasts until they resume. */
export const syncStateSchema = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('opening') }),
  z.strictObject({ phase: z.literal('idle'), syncedAt: z.number().nullable() }),
  z.strictObject({ phase: z.literal('scanning'), path: z.string().nullable() }),
  z.strictObject({ phase: z.literal('reading'), path: z.string().nullable() }),
  z.strictObject({ phase: z.literal('embedding') }),
  z.strictObject({ phase: z.literal('paused'), until: z.number().nullable() }),
  z.strictObject({ phase: z.literal('failed'), failure: failureSchema }),
]);
export type SyncState = z.infer<typeof syncStateSchema>;

/** An index: one provider's model over the library's chunks. */
export const indexStateSchema = z.strictObject({
  provider: z.enum(['local', 'voyage']),
  model: z.string(),
  dimensions: count,
  /** `active` is searched and filled; `ready` could be; `not-set-up` needs the user to do something first. */
  state: z.enum(['active', 'ready', 'not-set-up']),
  embedded: count,
  pending: count,
  /** Chunks that could not be embedded. */
  quarantined: count,
  /** Chunks that Voyage does not get: those that are private as a whole, and those that the user has excluded. */
  withheld: count,
  excluded: count,
});
export type IndexState = z.infer<typeof indexStateSchema>;

/** A process of the app. `slot` tells embedders apart across restarts. */
export const processStateSchema = z.strictObject({
  role: z.enum(['main', 'reader', 'embedder']),
  slot: count,
  pid: z.int(),
  rssMb: megabytes,
  peakMb: megabytes,
  restarts: count,
  state: z.string(),
});
export type ProcessState = z.infer<typeof processStateSchema>;

/** Something that the user should know and may do something about. */
export const noticeSchema = z.strictObject({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  /** What the window offers beside it. */
  action: z.enum(['none', 'retry', 'show-log', 'show-failures', 'open-settings']),
});
export type Notice = z.infer<typeof noticeSchema>;

/** Everything that the window shows without asking. */
export const snapshotSchema = z.strictObject({
  /** Counts up with every change; a window drops a snapshot older than the one it has. */
  revision: count,
  host: z.strictObject({
    kind: z.enum(['desktop', 'web']),
    platform: z.enum(['darwin', 'win32', 'linux']),
    version: z.string(),
    dataDirectory: z.string(),
    /** The window was never used with this library: show the first run. */
    firstRun: z.boolean(),
  }),
  sync: syncStateSchema,
  files: z.strictObject({ total: count, done: count, pending: count, failed: count }),
  library: z.strictObject({ conversations: count, messages: count, chunks: count, skippedLines: count }),
  rates: z.strictObject({
    filesPerSecond: perSecond,
    bytesPerSecond: perSecond,
    chunksPerSecond: perSecond,
    tokensPerSecond: perSecond,
    conversationsPerMinute: perSecond,
  }),
  /** Until the backlog is done, at the present rate; null while that can't be said. */
  etaSeconds: z.number().nonnegative().nullable(),
  indexes: z.array(indexStateSchema),
  /** The Qdrant server that is filled and searched; null where the library's own index is. */
  remote: remoteStateSchema.nullable(),
  memory: z.strictObject({
    ceilingMb: megabytes,
    totalMb: megabytes,
    processes: z.array(processStateSchema),
  }),
  settings: settingsSchema,
  notices: z.array(noticeSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
