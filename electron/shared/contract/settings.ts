/**
 * What a user can set, as the window shows and changes it.
 */
import { z } from 'zod';
import { problemOf } from '../voyage-models.ts';

/** A fresh embedder with the bundled model needs about this much, in MB: below it no ceiling can hold. */
export const LEAST_CEILING_MB = 200;

/** How much of the machine embedding may take. */
export const paces = ['gentle', 'balanced', 'full'] as const;

/** Where Voyage answers, unless the user says otherwise. */
export const VOYAGE_URL = 'https://api.voyageai.com/v1';

const modelName = z.string().regex(/^[\w.-]{1,64}$/);

/** What the user knows better of a model than the table of models. What is null follows the table. */
const modelChangeSchema = z.strictObject({
  usdPerMillion: z.number().nonnegative().max(1_000).nullable().default(null),
  /** Tokens that are free; 0 where they were used up elsewhere. */
  freeTokens: z.int().nonnegative().nullable().default(null),
  tokensPerMinute: z.int().positive().nullable().default(null),
  requestsPerMinute: z.int().positive().nullable().default(null),
  /** When that was so. */
  pricesAsOf: z.iso.date().nullable().default(null),
});

/** What can be set of Voyage. Money in US dollars. */
export const voyageSettingsSchema = z
  .strictObject({
    model: modelName.default('voyage-4'),
    dimensions: z.int().min(64).max(4_096).default(1_024),
    /** The numbers of a vector, in answers and in the library: int8 takes a quarter of the room, and is less exact. */
    dtype: z.enum(['float', 'int8']).default('float'),
    /** Without TLS only on this machine: the key goes there. */
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .refine(isSafeAddress)
      .default(VOYAGE_URL),
    /** Prices and limits that differ from the table, by model. */
    models: z.record(modelName, modelChangeSchema).default({}),
    /** Nothing is sent any more when so much has been spent; null for no limit. */
    limitUsd: z.number().nonnegative().max(1_000_000).nullable().default(10),
    /** Projects and sources, by their paths, of which nothing is sent. */
    excludedProjects: z.array(z.string().max(32_768)).max(10_000).default([]),
    excludedSources: z.array(z.string().max(32_768)).max(10_000).default([]),
  })
  .superRefine((settings, context) => {
    const problem = problemOf(settings);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
export type VoyageSettings = z.infer<typeof voyageSettingsSchema>;

function isSafeAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
/** Of which original files compressed copies are kept in the data folder. */
export const keptOriginals = ['none', 'deleted-by-vendor', 'all'] as const;

/** How a Qdrant server keeps vectors in memory: one byte or one bit a dimension, or as they are. */
export const quantizations = ['int8', 'binary', 'none'] as const;

/**
 * A Qdrant server to search instead of the library's own index. Its key is no setting: it is kept apart, encrypted, or
 * comes from the environment. What says how a collection is made holds when it is made.
 */
export const qdrantSettingsSchema = z.strictObject({
  url: z.string().min(1).max(2_000),
  /** Whose history a search covers that doesn't say: that of every machine, or of this one. */
  search: z.enum(['all', 'own']).default('all'),
  /** Under which name this machine's history goes; without one, the machine's own. */
  machine: z.string().min(1).max(200).optional(),
  quantization: z.enum(quantizations).default('int8'),
  /** Keep the full vectors and the graph on the server's disk rather than in its memory. */
  onDisk: z.boolean().default(true),
  /** Shards and copies of each in a cluster. */
  shards: z.int().min(1).max(1_024).default(1),
  replicas: z.int().min(1).max(32).default(1),
  /** Copies that must have taken a change before it counts. */
  writeConsistency: z.int().min(1).max(32).default(1),
});
export type QdrantSettings = z.infer<typeof qdrantSettingsSchema>;

/** The settings of the app. */
export const settingsSchema = z.strictObject({
  /** The most resident memory that one embedder may have, in MB. */
  memoryCeilingMb: z.int().min(LEAST_CEILING_MB).max(65_536),
  pace: z.enum(paces),
  /** Embed gently while the machine runs on battery. */
  gentleOnBattery: z.boolean(),
  /** Whose vectors are searched and made. */
  provider: z.enum(['local', 'voyage']),
  voyage: voyageSettingsSchema,
  keepOriginals: z.enum(keptOriginals),
  /** Null for the library's own index. */
  qdrant: qdrantSettingsSchema.nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** Closing the window leaves sync running in the tray. */
  closeToTray: z.boolean(),
  startAtLogin: z.boolean(),
  notifications: z.boolean(),
  /** Agents that have the token are answered over HTTP, on this machine. */
  agentAccess: z.boolean(),
  /** Agents may store notes. */
  agentNotes: z.boolean(),
});
export type AppSettings = z.infer<typeof settingsSchema>;
