/**
 * A Qdrant server as the window sets it up and shows it. The key goes in and never comes out.
 */
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { qdrantSettingsSchema } from './settings.ts';

const count = z.int().nonnegative();

/** Where the key of a server is: `memory` is until the app ends, because the system has no keychain. */
export const keyPlaceSchema = z.enum(['none', 'environment', 'keychain', 'memory']);
export type KeyPlace = z.infer<typeof keyPlaceSchema>;

/** What the window has to know before it asks for a server. */
export const qdrantStateSchema = z.strictObject({
  /** Whether there is a key; what it is, nobody is told. */
  key: keyPlaceSchema,
  /** Where a key that is given would be kept; `environment`: it can't be given here. */
  keeps: z.enum(['keychain', 'memory', 'environment']),
  /** What this machine is called where the settings don't say. */
  machine: z.string(),
});
export type QdrantState = z.infer<typeof qdrantStateSchema>;

/**
 * A server to ask or to use. `key`: null for none; absent for the one that is kept, which holds for the addresses that
 * are in use and for no others.
 */
export const qdrantServerSchema = z.strictObject({
  settings: qdrantSettingsSchema,
  key: z.string().trim().min(1).max(2_048).nullable().optional(),
});

/** A machine that fills a collection. */
export const machinePointsSchema = z.strictObject({ machine: z.string(), points: count });
export type MachinePointsView = z.infer<typeof machinePointsSchema>;

/** What a server that can be used answers. Nothing of the library was sent for it. */
export const serverCheckSchema = z.strictObject({
  version: z.string(),
  /** Of one request, in ms. */
  tookMs: count,
  collection: z.string(),
  /** Whether there is a collection of this index. */
  exists: z.boolean(),
  points: count,
  machines: z.array(machinePointsSchema),
  /** Under which name this machine's history would go. */
  machine: z.string(),
  /** The server is another machine: texts would leave this one. */
  leavesMachine: z.boolean(),
  /** The key would travel unencrypted. */
  exposesKey: z.boolean(),
});
export type ServerCheck = z.infer<typeof serverCheckSchema>;

/** What a server would get. */
export const sendingPreviewSchema = z.strictObject({
  /** Texts that would be sent now. */
  texts: count,
  /** Texts of the newest conversations, exactly as they would be sent. */
  sample: z.array(z.string()),
  /** Those of the newest in which secrets are masked. */
  maskedSample: z.array(z.string()),
});
export type SendingPreview = z.infer<typeof sendingPreviewSchema>;

/** What the server that is in use is doing, in points of this machine. */
export const remoteStateSchema = z.strictObject({
  url: z.string(),
  machine: z.string(),
  collection: z.string(),
  /** Points that the server refuses for good. */
  refused: count,
  state: z.discriminatedUnion('phase', [
    z.strictObject({ phase: z.literal('connecting') }),
    z.strictObject({
      phase: z.literal('catching-up'),
      pending: count,
      sent: count,
      /** At the present rate; null while that can't be said. */
      etaSeconds: z.number().nonnegative().nullable(),
    }),
    z.strictObject({ phase: z.literal('in-step'), sent: count }),
    z.strictObject({ phase: z.literal('away'), pending: count, failure: failureSchema }),
    /** Held together with sync; `pending` is what waits, as far as it is known. */
    z.strictObject({ phase: z.literal('paused'), pending: count.nullable() }),
    /** The library takes the vectors that it lacks, and then goes without the server. */
    z.strictObject({ phase: z.literal('leaving'), copied: count, missing: count }),
  ]),
});
export type RemoteView = z.infer<typeof remoteStateSchema>;
