/**
 * Gives the work of a queue to slots: queries before documents, nothing to a slot that rests, and processes are woken
 * for what is left.
 */
import type { JobQueue } from './job-queue.ts';
import { Rests } from './rests.ts';
import type { Schedule, SlotRunner } from './slot-runner.ts';
import { isComing, takesDocuments, takesQueries, workOf } from './slot-state.ts';

/** What a distributor works with. */
export interface WorkDistributorParts {
  readonly queue: JobQueue;
  /** The slots that are given work, in an order that stays. */
  readonly slots: () => readonly SlotRunner[];
  /** Time in ms. */
  readonly now: () => number;
  readonly schedule: Schedule;
  /** A rest is over: work may be given again. */
  readonly rested: () => void;
}

/** Gives work to slots. */
export class WorkDistributor {
  private readonly parts: WorkDistributorParts;
  private readonly rests = new Rests();
  private readonly timers = new Set<() => void>();

  constructor(parts: WorkDistributorParts) {
    this.parts = parts;
  }

  /** Gives work to the slots that can take some, and wakes others for what is left. */
  give(): void {
    this.giveQueries();
    this.giveDocuments();
    this.wakeSlots();
  }

  /** A slot has embedded its documents and rests for a share of the time that they took. */
  rest(slot: number, share: number): void {
    if (share === 0) return;
    const now = this.parts.now();
    const until = this.rests.end(slot, now, share);
    const cancel = this.parts.schedule(
      () => {
        this.timers.delete(cancel);
        this.parts.rested();
      },
      Math.ceil(until - now),
    );
    this.timers.add(cancel);
  }

  /** Ends all rests. */
  endRests(): void {
    this.rests.clear();
  }

  /** Tells of no rest any more. */
  stop(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  /** A query goes to the slot with the least to do; one that embeds documents answers it before them. */
  private giveQueries(): void {
    const { queue, slots } = this.parts;
    while (queue.waiting('query') > 0) {
      const free = slots().filter(({ slot }) => takesQueries(slot));
      const [slot] = free.sort((a, b) => load(a) - load(b));
      const job = slot && queue.take('query');
      if (!job) return;
      slot.apply({ type: 'assigned', job });
    }
  }

  private giveDocuments(): void {
    const { queue, slots } = this.parts;
    const now = this.parts.now();
    for (const [index, slot] of slots().entries()) {
      if (!takesDocuments(slot.slot) || this.rests.isResting(index, now)) continue;
      const job = queue.take('document');
      if (!job) return;
      this.rests.begin(index, now);
      slot.apply({ type: 'assigned', job });
    }
  }

  private wakeSlots(): void {
    const { queue, slots } = this.parts;
    const coming = slots().filter(({ slot }) => isComing(slot)).length;
    let wanted = queue.waiting('query') + queue.waiting('document') - coming;
    for (const slot of slots()) {
      if (wanted <= 0) return;
      const { phase } = slot.slot;
      if (phase.name !== 'stopped' && !(phase.name === 'draining' && phase.then === 'stop')) continue;
      slot.apply({ type: 'wanted' });
      wanted -= 1;
    }
  }
}

function load({ slot }: SlotRunner): number {
  const { document, queries } = workOf(slot);
  return queries.length + (document ? 1 : 0);
}
