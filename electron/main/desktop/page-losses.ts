/**
 * When a page whose process ended is loaded again, and when it would only end again. Pure.
 */

/** So many losses within the window are one too many. */
const MOST = 3;
const WINDOW_MS = 60_000;

/** Counts the losses of a window's page. */
export class PageLosses {
  private times: number[] = [];

  /** Notes a loss at `now`, in ms; says whether the page may be loaded again. */
  mayReload(now: number): boolean {
    this.times = [...this.times.filter((time) => now - time < WINDOW_MS), now];
    return this.times.length < MOST;
  }
}
