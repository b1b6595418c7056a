/**
 * Starts child processes with Node's `fork`.
 */
import { fork, type ChildProcess as NodeChildProcess } from 'node:child_process';
import { childEnvironment } from '../electron/main/child-environment.ts';
import { setPriorityOf } from '../electron/main/child-priority.ts';
import { FIRST_PRIORITY, type ChildRole, type ChildStarter } from '../electron/shared/child-process.ts';

/** Where the children's entry files are, who hears what they print, and how they are run. */
export interface ForkStarterOptions {
  readonly entries: Readonly<Record<ChildRole, string>>;
  /** What a child printed: native libraries write there when something is wrong. */
  readonly onOutput: (role: ChildRole, text: string) => void;
  /** Options of Node for a role, instead of those that keep its heap small. */
  readonly execArgv?: Partial<Readonly<Record<ChildRole, readonly string[]>>>;
  /** Variables that a child gets besides the few that are passed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Small young generations: texts die young, and what a heap once grew to it keeps. */
const DEFAULT_EXEC_ARGV: Readonly<Record<ChildRole, readonly string[]>> = {
  reader: ['--max-old-space-size=192', '--max-semi-space-size=4'],
  embedder: ['--max-semi-space-size=2'],
  copier: ['--max-old-space-size=64', '--max-semi-space-size=1'],
};

/** A starter of Node processes; embedders run below the owner's priority. */
export function createForkStarter(options: ForkStarterOptions): ChildStarter {
  return {
    start(role, args, listener) {
      const child = fork(options.entries[role], args, {
        serialization: 'advanced',
        env: environmentOf(options.environment),
        execArgv: [...(options.execArgv?.[role] ?? DEFAULT_EXEC_ARGV[role])],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => options.onOutput(role, text));
      }
      const priority = FIRST_PRIORITY[role];
      if (priority) setPriorityOf(child.pid, priority);
      child.on('message', (message) => listener.message(message));
      whenGone(child, (code, signal) => listener.exited({ code, signal }));
      return {
        get pid() {
          return child.pid;
        },
        // With a callback a channel that has just closed is reported there instead of thrown; `exited` follows.
        post: (message) => void child.send(message as object, () => undefined),
        kill: () => void child.kill('SIGKILL'),
        setPriority: (priority) => setPriorityOf(child.pid, priority),
      };
    },
  };
}

/** Calls back once, when a child has gone and everything that it said and printed has been heard. */
function whenGone(child: NodeChildProcess, gone: (code: number | null, signal: string | null) => void): void {
  let ran = true;
  child.on('error', () => {
    // Other errors are of a kill or a message that came too late; without a pid the process never ran.
    if (child.pid === undefined) ran = false;
  });
  // `exit` comes while messages may still wait in the channel; `close` comes after them.
  child.on('close', (code, signal) => (ran ? gone(code, signal) : gone(null, null)));
}

function environmentOf(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  // glibc gives each thread an arena of its own, which fragments: two are enough.
  const arenas: Record<string, string> = process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2' } : {};
  return childEnvironment(process.env, { ...arenas, ...more });
}
