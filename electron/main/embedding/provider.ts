/**
 * What the rest of main needs of whoever turns texts into vectors.
 */
import type { ChildPriority } from '../../shared/child-process.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { VectorForm } from '../library/vector-codec.ts';

/** The answer to a batch of documents: row i of `vectors` belongs to text i, unless it is named below. */
export interface EmbeddedDocuments {
  /** `texts.length` x `dimensions`, each row of norm 1; a text without a vector has a row of zeros. */
  readonly vectors: Float32Array;
  readonly quarantined: readonly { readonly index: number; readonly reason: string }[];
  /** Tokens that went through the model, padding not counted. */
  readonly tokens: number;
  /** Numbers of the paid calls that the vectors came from: they are settled when the vectors are stored. */
  readonly receipts?: readonly number[];
  /** Texts of which a provider elsewhere gets nothing, since all of each is private. */
  readonly withheld?: readonly number[];
  /** Texts that got no answer, and why: they wait as before. What the other texts got is good. */
  readonly interrupted?: { readonly texts: readonly number[]; readonly error: unknown };
}

/** What a process is doing, as the status shows it. `warming`: it gets ready to replace another. */
export type EmbedderProcessState = 'starting' | 'ready' | 'busy' | 'draining' | 'warming' | 'ending';

/** One process that embeds, as the status shows it. Memory in MB of 2^20 bytes. */
export interface EmbedderStatus {
  readonly role: 'embedder';
  readonly slot: number;
  readonly generation: number;
  readonly state: EmbedderProcessState;
  readonly pid: number;
  readonly rssMb: number;
  /** The most that any process of its slot has had. */
  readonly peakMb: number;
  /** Processes of its slot that were replaced: recycled, killed or crashed. */
  readonly restarts: number;
}

/** What a provider is doing. */
export interface ProviderStatus {
  readonly restarts: number;
  readonly peakMb: number;
  /** Every process that lives, also those that warm up or end. */
  readonly processes: readonly EmbedderStatus[];
  /** Why nothing is embedded any more, until `retry`; null while something is. */
  readonly failure: ProviderFailure | null;
}

/**
 * Something that happened to a process or, for `quarantined`, to a text. Planned: `recycled` (at the soft ceiling).
 * Unplanned: `killed` (over the hard ceiling) and `crashed`. `failed`: its slot has given up.
 */
export type EmbedderEventKind =
  'ready' | 'recycled' | 'killed' | 'crashed' | 'silent' | 'quarantined' | 'failed';

/** An event. Time in ms of the pool's clock, memory in MB. */
export interface EmbedderEvent {
  readonly at: number;
  readonly slot: number;
  readonly generation: number;
  readonly pid: number | null;
  readonly kind: EmbedderEventKind;
  /** A sentence. */
  readonly reason: string;
  /** Memory of the process that it happened to. */
  readonly rssMb: number;
  /** `recycled` and `ready`: memory of the process before, and of the one that took over; null if unknown. */
  readonly beforeMb: number | null;
  readonly afterMb: number | null;
  /** The batch in flight, for `killed`, `crashed` and `quarantined`; numbers are of one session. */
  readonly batch: number | null;
}

/** What a provider may take of the machine. */
export interface ProviderLimits {
  /** The most resident memory of one process, in MB. */
  readonly ceilingMb: number;
  /** Processes that embed at once. */
  readonly workers: number;
  readonly priority: ChildPriority;
  /** How long a process rests after a batch of documents, as a share of the time that the batch took. */
  readonly restShare: number;
}

/** Turns texts into vectors of one index. */
export interface EmbeddingProvider {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  /** Batches worth having under way at once. Changes with the limits. */
  readonly capacity: number;
  /** Texts that make a good batch; absent where few are as good as many. Changes with what is learnt. */
  readonly batchTexts?: number;
  /** How long a query that is being typed should rest before it is embedded, in ms; absent: each letter is. */
  readonly typingPauseMs?: number;
  /** How vectors of documents are to be kept; absent: as floats. */
  readonly vectorForm?: VectorForm;
  /**
   * Embeds documents as one batch; resolves when each has a vector, is in quarantine or is withheld, and also where that
   * was interrupted after some of them.
   *
   * @throws RecollectError `cancelled`, `embedder-failed`, `ceiling-too-low`, `model-missing`, `model-damaged`,
   *   `runtime-unsupported`; of a provider elsewhere `voyage-*`, `consent-needed`, `spending-limit`.
   */
  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments>;
  /**
   * Overtakes the documents. What is past the model's window is cut off.
   *
   * @throws RecollectError as above, and `text-poisonous` where processes died over it.
   */
  embedQuery(text: string, signal: AbortSignal): Promise<Float32Array>;
  status(): ProviderStatus;
  /** Calls the listener for every event until the returned function is called. */
  onEvent(listener: (event: EmbedderEvent) => void): () => void;
  /** Starts a first process before it is needed. Embedding starts what it needs by itself. */
  start(): void;
  /** Lets a provider that has given up try again. */
  retry(): void;
  /**
   * Changes what it may take, at once: what is in flight is finished, nothing is lost. A provider that had given up
   * for a ceiling that was too low tries again under a higher one. Without processes of its own, it does nothing.
   */
  configure(limits: ProviderLimits): void;
  /** The machine is about to sleep: silence means nothing until `resume`. */
  suspend(): void;
  resume(): void;
  /** Rejects what waits with `cancelled`, lets what is in flight finish for `graceMs`, then ends the processes. */
  stop(graceMs: number): Promise<void>;
}

/** Why a provider gave up. */
export interface ProviderFailure {
  readonly code: ErrorCode;
  readonly message: string;
}
