/**
 * Whether the app can do its work, for those that watch over it: a container, a supervisor.
 */

/** `ready`: the library is open. `message` says what a person can do about it; null where there is nothing to do. */
export interface Health {
  readonly status: 'starting' | 'ready' | 'failed' | 'stopping';
  readonly message: string | null;
}
