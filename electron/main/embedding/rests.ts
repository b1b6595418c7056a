/**
 * Lets processes rest between batches, so that a machine on battery stays cool and quiet. Queries are not kept
 * waiting: only documents are.
 */

/** A rest is no longer than this, in ms, whatever the batch took: the machine may have slept over it. */
const LONGEST_REST_MS = 5_000;

/** Who rests until when, by slot. Times in ms. */
export class Rests {
  private readonly begun = new Map<number, number>();
  private readonly until = new Map<number, number>();

  /** A slot got a batch. */
  begin(slot: number, now: number): void {
    this.begun.set(slot, now);
  }

  /**
   * A slot has done its batch. `share`: how long it rests, as a share of the time that the batch took.
   *
   * @returns When it takes the next one.
   */
  end(slot: number, now: number, share: number): number {
    const tookMs = Math.max(0, now - (this.begun.get(slot) ?? now));
    const until = now + Math.min(LONGEST_REST_MS, share * tookMs);
    this.until.set(slot, until);
    return until;
  }

  isResting(slot: number, now: number): boolean {
    const until = this.until.get(slot) ?? now;
    // A clock that was set back must not make a rest of hours.
    return now < until && until - now <= LONGEST_REST_MS;
  }

  /** Nobody rests any more. */
  clear(): void {
    this.until.clear();
  }
}
