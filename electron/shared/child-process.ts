/**
 * What main needs of a child process, whoever starts it: Electron's `utilityProcess` or Node's `fork`.
 */

/** The entry files that can run in a child process. */
export type ChildRole = 'reader' | 'embedder' | 'copier';

/** How a process ended. `signal` where the system tells it. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** How a process stands with the others on the machine; both give way to what the user works with. */
export type ChildPriority = 'below-normal' | 'lowest';

/** The priority that a process begins with; null for the owner's. Nobody waits for a copy. */
export const FIRST_PRIORITY: Readonly<Record<ChildRole, ChildPriority | null>> = {
  reader: null,
  embedder: 'below-normal',
  copier: 'lowest',
};

/** A running child process. All callbacks come asynchronously; none comes after `exited`. */
export interface ChildProcess {
  /** Undefined until the process runs. */
  readonly pid: number | undefined;
  /** Sends a message. Never throws: what can't be delivered is followed by `exited`. */
  post(message: unknown): void;
  /** Ends the process at once (SIGKILL, TerminateProcess). */
  kill(): void;
  /**
   * Changes its priority; false where the system does not allow that: most let a process only be lowered. Absent
   * where the host can't do it.
   */
  setPriority?(priority: ChildPriority): boolean;
}

/** What a child tells its owner. */
export interface ChildListener {
  message(message: unknown): void;
  exited(exit: ChildExit): void;
}

/** Starts child processes. `args` reach the entry file as `process.argv.slice(2)`. */
export interface ChildStarter {
  start(role: ChildRole, args: readonly string[], listener: ChildListener): ChildProcess;
}

/** Measures processes from outside. Resident memory in MB by pid; absent where a pid is gone. */
export interface MemoryProbe {
  measure(pids: readonly number[]): Promise<ReadonlyMap<number, number>>;
}
