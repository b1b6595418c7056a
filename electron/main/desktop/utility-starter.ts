/**
 * Starts child processes with Electron's utilityProcess.
 */
import { constants } from 'node:os';
import { app, utilityProcess } from 'electron';
import {
  FIRST_PRIORITY,
  type ChildExit,
  type ChildPriority,
  type ChildRole,
  type ChildStarter,
} from '../../shared/child-process.ts';
import { childEnvironment } from '../child-environment.ts';
import { setPriorityOf } from '../child-priority.ts';

/** Where the children's bundles are, and who hears what they print. */
export interface UtilityStarterOptions {
  readonly entries: Readonly<Record<ChildRole, string>>;
  /** What a child printed: native libraries write there when something is wrong. */
  readonly onOutput: (role: ChildRole, text: string) => void;
  /** Why a child went, in the system's words: `oom`, `crashed`, `killed`, ... */
  readonly onGone: (role: string, reason: string) => void;
  /** What a child's environment has besides what is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Small heaps: texts die young, and what a heap once grew to it keeps. */
const EXEC_ARGV: Readonly<Record<ChildRole, readonly string[]>> = {
  reader: ['--max-old-space-size=192', '--max-semi-space-size=4'],
  embedder: ['--max-semi-space-size=2'],
  copier: ['--max-old-space-size=64', '--max-semi-space-size=1'],
};

const NAME = 'Recollect ';

/** A starter of utility processes; embedders run below the app's priority. To be used once the app is ready. */
export function createUtilityStarter(options: UtilityStarterOptions): ChildStarter {
  app.on('child-process-gone', (_event, { type, name = '', reason }) => {
    if (type === 'Utility' && name.startsWith(NAME)) options.onGone(name.slice(NAME.length), reason);
  });
  return {
    start(role, args, listener) {
      const child = utilityProcess.fork(options.entries[role], [...args], {
        serviceName: `${NAME}${role}`,
        env: childEnvironment(process.env, options.environment),
        execArgv: [...EXEC_ARGV[role]],
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let gone = false;
      let wantedDead = false;
      let priority: ChildPriority | null = FIRST_PRIORITY[role];
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (bytes: Buffer) => options.onOutput(role, bytes.toString('utf8')));
      }
      child.on('spawn', () => {
        if (wantedDead) killAtOnce(child.pid);
        else if (priority) setPriorityOf(child.pid, priority);
      });
      child.on('message', (message: unknown) => {
        if (!gone) listener.message(message);
      });
      child.on('exit', (code) => {
        gone = true;
        listener.exited(exitOf(code));
      });
      return {
        get pid() {
          return child.pid;
        },
        post: (message) => {
          if (!gone) child.postMessage(message);
        },
        kill: () => {
          wantedDead = true;
          // Before `spawn` there is nothing to kill yet.
          killAtOnce(child.pid);
        },
        setPriority: (wanted) => {
          priority = wanted;
          // A process that is still to be spawned gets it then.
          return child.pid === undefined || setPriorityOf(child.pid, wanted);
        },
      };
    },
  };
}

/** `child.kill()` asks with SIGTERM, which a process inside native code does not hear. */
function killAtOnce(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}

/** Where the system ended the process, Electron gives the signal's number as the code. */
function exitOf(code: number): ChildExit {
  const signal =
    code > 128 ? null : Object.entries(constants.signals).find(([, number]) => number === code)?.[0];
  return code !== 0 && signal !== undefined ? { code, signal } : { code, signal: null };
}
