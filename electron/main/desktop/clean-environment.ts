/**
 * Keys in the environment that the app was started in. A process keeps what it was started with in its memory, which a
 * crash dump shows, and Chromium starts its first processes before this code runs: taking a variable out is not enough.
 */

/** On a command line: the app was started again because of a key. It is not started a third time. */
export const STARTED_AGAIN_FLAG = '--started-again';

/** What becomes of a start. */
export interface EnvironmentCheck {
  /** The arguments of the start that takes the place of this one; null where this one goes on. */
  readonly startAgainWith: readonly string[] | null;
  /** What to tell the user; null for nothing. */
  readonly note: string | null;
}

/**
 * Takes the key of Voyage out of an environment: the desktop app has its key in the keychain. `args`: the command line
 * without the program. Pure but for `environment`.
 */
export function dropVoyageKey(environment: NodeJS.ProcessEnv, args: readonly string[]): EnvironmentCheck {
  const given = (environment.VOYAGE_API_KEY ?? '').trim() !== '';
  delete environment.VOYAGE_API_KEY;
  const again = args.includes(STARTED_AGAIN_FLAG);
  return {
    startAgainWith: given && !again ? [...args, STARTED_AGAIN_FLAG] : null,
    note: again
      ? 'The desktop app takes no key from VOYAGE_API_KEY, and was started again without it. Give the key in Settings, Voyage.'
      : null,
  };
}
