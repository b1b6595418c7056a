/**
 * What a slot remembers of its crashes, and what follows from them: how long to wait, when to stop trying, when to
 * forgive. Pure; times in ms.
 */

/** Crashes that count. */
export interface CrashHistory {
  /** When they happened, oldest first. */
  readonly at: readonly number[];
  /** Crashes since the slot was last healthy for long; the wait doubles with each. */
  readonly streak: number;
}

/** The numbers of back-off and breaker. */
export interface CrashSettings {
  readonly backOffFirstMs: number;
  readonly backOffLastMs: number;
  /** So many crashes within the window open the breaker. */
  readonly crashLimit: number;
  readonly crashWindowMs: number;
  /** A process that has been well for so long clears the history. */
  readonly healthyAfterMs: number;
}

/** How far a wait is stretched at random, so that slots that crashed together don't start together. */
const JITTER = 0.25;

/** No crashes. */
export const noCrashes: CrashHistory = { at: [], streak: 0 };

/** Adds a crash and forgets those outside the window. */
export function addCrash(history: CrashHistory, now: number, settings: CrashSettings): CrashHistory {
  const recent = history.at.filter((time) => now - time < settings.crashWindowMs);
  return { at: [...recent, now], streak: history.streak + 1 };
}

/** Whether the slot should stop trying until somebody asks it to. */
export function opensBreaker(history: CrashHistory, settings: CrashSettings): boolean {
  return history.at.length >= settings.crashLimit;
}

/** How long to wait before the next start, in ms; `random` is in [0, 1). */
export function backOffMs(history: CrashHistory, random: number, settings: CrashSettings): number {
  const doubled = settings.backOffFirstMs * 2 ** Math.max(0, history.streak - 1);
  return Math.min(settings.backOffLastMs, doubled * (1 + JITTER * random));
}

/** When a process that has been ready since `readyAt` earns forgiveness; null if there is nothing to forgive. */
export function forgivenAt(history: CrashHistory, readyAt: number, settings: CrashSettings): number | null {
  if (history.streak === 0) return null;
  return Math.max(readyAt, history.at.at(-1) ?? readyAt) + settings.healthyAfterMs;
}
