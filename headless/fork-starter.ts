/**
 * Starts child processes with Node's `fork`.
 */
import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { ChildRole, ChildStarter } from '../electron/shared/child-process.ts';

/** Where the children's entry files are, and who hears what they print. */
export interface ForkStarterOptions {
  readonly entries: Readonly<Record<ChildRole, string>>;
  /** Lines that a child printed: native libraries write there when something is wrong. */
  readonly onOutput: (role: ChildRole, text: string) => void;
}

/** Variables that a child gets; it needs no key, token or proxy of its owner's. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL'];

/** A starter whose children run below the owner's priority. */
export function createForkStarter(options: ForkStarterOptions): ChildStarter {
  return {
    start(role, args, listener) {
      const child = fork(options.entries[role], args, {
        serialization: 'advanced',
        env: childEnvironment(),
        execArgv:
          role === 'reader'
            ? ['--max-old-space-size=256', '--max-semi-space-size=4']
            : ['--max-semi-space-size=2'],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => options.onOutput(role, text));
      }
      let gone = false;
      const exited = (code: number | null, signal: string | null): void => {
        if (gone) return;
        gone = true;
        listener.exited({ code, signal });
      };
      child.on('spawn', () => {
        if (role === 'embedder') lowerPriority(child.pid);
      });
      child.on('message', (message) => {
        if (!gone) listener.message(message);
      });
      child.on('exit', exited);
      child.on('error', () => exited(null, null));
      return {
        get pid() {
          return child.pid;
        },
        post: (message) => {
          // What can't be delivered is followed by `exit`.
          if (child.connected) child.send(message as object, () => undefined);
        },
        kill: () => {
          child.kill('SIGKILL');
        },
      };
    },
  };
}

function childEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ORT_DISABLE_TELEMETRY: '1', MALLOC_ARENA_MAX: '2' };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not permitted here, or the child has gone already: it runs as it is.
  }
}
