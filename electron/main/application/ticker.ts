/**
 * Looks again and again at numbers that nobody tells of, such as rates and memory: often while something goes on, less
 * often while processes only live, and not at all when none does.
 */

/** How often, in ms. */
const ACTIVE_MS = 200;
const RESTING_MS = 5_000;

/** What there is to look at: work under way, processes that only live, or nothing. */
export type Liveliness = 'active' | 'resting' | 'none';

/** Looks for as long as there is something to see. */
export class Ticker {
  private readonly liveliness: () => Liveliness;
  private readonly look: (liveliness: Liveliness) => void;
  private ticking: { readonly timer: NodeJS.Timeout; readonly active: boolean } | undefined;

  /** `look` is called with what there was to see when it was decided to look. */
  constructor(liveliness: () => Liveliness, look: (liveliness: Liveliness) => void) {
    this.liveliness = liveliness;
    this.look = look;
  }

  /** Goes on looking, sooner than planned if there is more to see by now. */
  wind(): void {
    const seen = this.liveliness();
    const active = seen === 'active';
    if (this.ticking) {
      if (this.ticking.active || !active) return;
      clearTimeout(this.ticking.timer);
    }
    this.ticking = undefined;
    if (seen === 'none') return;
    const timer = setTimeout(
      () => {
        this.ticking = undefined;
        this.look(seen);
        this.wind();
      },
      active ? ACTIVE_MS : RESTING_MS,
    );
    this.ticking = { timer, active };
  }

  stop(): void {
    clearTimeout(this.ticking?.timer);
    this.ticking = undefined;
  }
}
