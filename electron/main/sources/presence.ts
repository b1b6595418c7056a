/**
 * Whether there is something at a path, without starting what sleeps: to look into a Linux in this Windows that doesn't
 * run would start it, and to do so again and again would keep it running.
 */
import { stat } from 'node:fs/promises';
import { distributionOf, runningDistributions } from './wsl.ts';

/** How long it is believed which systems run, in ms: sources are looked at one after the other. */
const BELIEVED_MS = 5_000;

/** What presence is told by. What is left out is the real thing. */
export interface PresenceMeans {
  /** Names of the Linux systems that run. */
  readonly running?: () => Promise<readonly string[]>;
  /** Looks at a path. */
  readonly look?: (path: string) => Promise<boolean>;
  /** ms since 1970. */
  readonly now?: () => number;
}

/** Tells whether there is something at a path; what lies in a system that doesn't run is away. */
export function existsWithoutWaking({
  running = runningDistributions,
  look = isThere,
  now = Date.now,
}: PresenceMeans = {}): (path: string) => Promise<boolean> {
  let known: { readonly at: number; readonly names: Promise<readonly string[]> } | undefined;
  const namesOfRunning = (): Promise<readonly string[]> => {
    if (!known || now() - known.at > BELIEVED_MS) known = { at: now(), names: running() };
    return known.names;
  };
  return async (path) => {
    const distribution = distributionOf(path)?.toLowerCase();
    if (distribution === undefined) return look(path);
    const names = await namesOfRunning();
    return names.some((name) => name.toLowerCase() === distribution) && look(path);
  };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
