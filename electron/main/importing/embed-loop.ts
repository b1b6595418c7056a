/**
 * Embeds the backlog: the chunks of the active index that have no vector yet, newest conversation first.
 */
import type { EmbeddedDocuments, EmbeddingProvider } from '../embedding/provider.ts';
import type { LeftOut } from '../library/left-out.ts';
import type { Library } from '../library/library.ts';
import type { BacklogCursor, BacklogText, EmbeddingResult } from '../library/vector-store.ts';
import { ConversationTally } from './conversation-tally.ts';
import type { InFlight } from './in-flight.ts';
import type { ProgressCounter } from './progress.ts';

/** Texts that are asked of the library at once. */
const PAGE = 4_096;

/**
 * Texts that go to a process at once, unless the provider wants more: a third of a second's work, so that little is
 * done twice after a crash.
 */
const BATCH = 32;

/** How often newer texts may be put before those that wait, in ms: looking at the backlog afresh is work. */
const FRESHEN_MS = 2_000;

/** What the loop works with. */
export interface EmbedLoopParts {
  readonly library: Library;
  readonly provider: EmbeddingProvider;
  readonly index: number;
  /** What this index does not get. */
  readonly leftOut?: LeftOut;
  readonly progress: ProgressCounter;
  /** Awaited between batches: resolves at once unless the import is paused. */
  readonly gate: () => Promise<void>;
  /** Counts the batches that are being embedded or stored. */
  readonly inFlight?: InFlight;
  /** Counts up when newer texts were stored: the backlog is then looked at again from its newest end. */
  readonly revision?: () => number;
  /** Hears that vectors were stored. */
  readonly stored?: () => void;
  /** Whether no further batch is to be begun; those that are under way are finished. */
  readonly over?: () => boolean;
}

/**
 * Embeds until nothing is left; resolves then. Rejects with what the provider or the library threw, once the batches
 * that are under way have ended: what they bring is stored, no further one is begun.
 */
export async function embedBacklog(parts: EmbedLoopParts, signal: AbortSignal): Promise<void> {
  const backlog = new Backlog(parts);
  const ended = Promise.withResolvers<undefined>();
  const failures: unknown[] = [];
  let running = 0;
  let working = 0;
  // One batch more than the provider works on: the next one waits while an answer is being stored. How many it works
  // on may change at any time.
  const wanted = (): number => parts.provider.capacity + 1;
  const startMore = (): void => {
    while (running < wanted()) {
      running += 1;
      void loop()
        .catch((error: unknown) => failures.push(error))
        .then(() => {
          running -= 1;
          // After a failure nobody waits for a loop that is itself waiting: for the end of a pause, or for more texts.
          if (running === 0 || (failures.length > 0 && working === 0)) ended.resolve(undefined);
        });
    }
  };
  const loop = async (): Promise<void> => {
    for (let batch = await backlog.take(); batch.length > 0; batch = await backlog.take()) {
      await parts.gate();
      signal.throwIfAborted();
      if (failures.length > 0 || parts.over?.() === true) return;
      startMore();
      const embed = () => embedBatch(parts, batch, backlog, signal);
      working += 1;
      try {
        await (parts.inFlight ? parts.inFlight.during(embed) : embed());
      } finally {
        working -= 1;
      }
      backlog.done(batch);
      if (running > wanted()) return;
    }
  };
  startMore();
  await ended.promise;
  if (failures.length > 0) throw failures[0];
}

async function embedBatch(
  parts: EmbedLoopParts,
  batch: readonly BacklogText[],
  { tally }: Backlog,
  signal: AbortSignal,
): Promise<void> {
  const { library, provider, index, progress } = parts;
  const answer = await provider.embedDocuments(
    batch.map(({ text }) => text),
    signal,
  );
  const unanswered = new Set(answer.interrupted?.texts);
  const done = batch.filter((_text, row) => !unanswered.has(row));
  const results = resultsOf(batch, answer, provider.dimensions);
  await library.write.storeVectors(index, results, answer.receipts, provider.vectorForm);
  parts.stored?.();
  const before = tally.done;
  for (const { conversation } of done) tally.finish(conversation);
  const [quarantined, withheld] = [answer.quarantined.length, answer.withheld?.length ?? 0];
  progress.embedded({
    ...{ quarantined, withheld },
    texts: done.length - quarantined - withheld,
    tokens: answer.tokens,
    conversations: tally.done - before,
  });
  if (answer.interrupted) throw answer.interrupted.error;
}

/** What is to be stored of an answer: nothing for texts that it does not answer. */
function resultsOf(
  batch: readonly BacklogText[],
  { vectors, quarantined, withheld, interrupted }: EmbeddedDocuments,
  dimensions: number,
): EmbeddingResult[] {
  const reasons = new Map(quarantined.map(({ index: row, reason }) => [row, reason]));
  const [kept, unanswered] = [new Set(withheld), new Set(interrupted?.texts)];
  return batch.flatMap(({ id }, row): EmbeddingResult[] => {
    const reason = reasons.get(row);
    if (unanswered.has(row)) return [];
    if (kept.has(row)) return [{ id, withheld: true }];
    if (reason !== undefined) return [{ id, quarantined: reason }];
    // A copy: a view would send the whole batch's buffer to the library's thread for each of its rows.
    return [{ id, vector: vectors.slice(row * dimensions, (row + 1) * dimensions) }];
  });
}

/** Hands out the backlog in batches, the newest first; each text once, unless its vector is missing again later. */
class Backlog {
  /** Knows which conversations are done; begun anew when the backlog is. */
  tally = new ConversationTally();
  private readonly parts: EmbedLoopParts;
  /** Handed out or waiting here since the backlog was last looked at from its newest end. */
  private seen = new Set<number>();
  private readonly inFlight = new Set<number>();
  private texts: BacklogText[] = [];
  private cursor: BacklogCursor | null = null;
  private ended = false;
  private refilling: Promise<void> | undefined;
  private revision: number;
  private freshenedAt = performance.now();

  constructor(parts: EmbedLoopParts) {
    this.parts = parts;
    this.revision = parts.revision?.() ?? 0;
  }

  async take(): Promise<BacklogText[]> {
    this.freshen();
    while (this.texts.length === 0 && !this.ended) {
      this.refilling ??= this.refill().finally(() => (this.refilling = undefined));
      await this.refilling;
    }
    const batch = this.texts.splice(0, this.parts.provider.batchTexts ?? BATCH);
    for (const { id } of batch) this.inFlight.add(id);
    return batch;
  }

  /** The batch has been stored. */
  done(batch: readonly BacklogText[]): void {
    for (const { id } of batch) this.inFlight.delete(id);
  }

  private freshen(): void {
    const revision = this.parts.revision?.() ?? 0;
    // Near its end the backlog is left to end: whoever asked for it begins a new one, with every process.
    if (revision === this.revision || this.ended || this.refilling) return;
    if (performance.now() - this.freshenedAt < FRESHEN_MS) return;
    this.revision = revision;
    this.freshenedAt = performance.now();
    this.cursor = null;
    this.texts = [];
    this.seen = new Set(this.inFlight);
    this.tally = new ConversationTally();
  }

  private async refill(): Promise<void> {
    const { library, index, leftOut } = this.parts;
    const page = await library.read.backlog(index, this.cursor, PAGE, leftOut);
    for (const text of page.texts) {
      if (this.seen.has(text.id)) continue;
      this.seen.add(text.id);
      this.texts.push(text);
      this.tally.expect(text.conversation);
    }
    this.cursor = page.next;
    this.ended = page.next === null;
    if (this.ended) this.tally.pass();
  }
}
