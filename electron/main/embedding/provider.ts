/**
 * What the rest of main needs of whoever turns texts into vectors.
 */
import type { ErrorCode } from '../../shared/errors.ts';

/** The answer to a batch of documents: row i of `vectors` belongs to text i, unless it is in quarantine. */
export interface EmbeddedDocuments {
  /** `texts.length` x `dimensions`, each row of norm 1. */
  readonly vectors: Float32Array;
  readonly quarantined: readonly { readonly index: number; readonly reason: string }[];
  /** Tokens that went through the model, padding not counted. */
  readonly tokens: number;
}

/** One process that embeds, as the status shows it. */
export interface EmbedderStatus {
  readonly role: 'embedder';
  readonly pid: number;
  readonly rssMb: number;
  readonly peakMb: number;
  readonly restarts: number;
}

/** Something that happened to a process. Memory in MB. */
export interface EmbedderEvent {
  readonly at: number;
  readonly slot: number;
  readonly generation: number;
  readonly kind: 'ready' | 'recycled' | 'killed' | 'crashed' | 'silent' | 'quarantined' | 'failed';
  readonly reason: string;
  readonly rssMb: number;
}

/** Turns texts into vectors of one index. */
export interface EmbeddingProvider {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  /** Batches worth having under way at once. */
  readonly capacity: number;
  /** @throws RecollectError `cancelled`, `embedder-failed`, `ceiling-too-low`, `model-missing`, `model-damaged`. */
  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments>;
  /** Overtakes the documents. Throws as above. */
  embedQuery(text: string, signal: AbortSignal): Promise<Float32Array>;
  status(): {
    readonly restarts: number;
    readonly peakMb: number;
    readonly processes: readonly EmbedderStatus[];
  };
  onEvent(listener: (event: EmbedderEvent) => void): () => void;
  /** Lets a provider that has given up try again. */
  retry(): void;
  stop(graceMs: number): Promise<void>;
}

/** Why a provider gave up. */
export interface ProviderFailure {
  readonly code: ErrorCode;
  readonly message: string;
}
