/**
 * Starts child processes with Node's `fork`.
 */
import { fork, type ChildProcess as NodeChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { ChildPriority, ChildRole, ChildStarter } from '../electron/shared/child-process.ts';

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

/** Variables that a child gets of its owner's; it needs no key, token, proxy or Node option. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  // Where a system keeps its native libraries in places of its own (Nix, Guix).
  'LD_LIBRARY_PATH',
];

/** Small young generations: texts die young, and what a heap once grew to it keeps. */
const DEFAULT_EXEC_ARGV: Readonly<Record<ChildRole, readonly string[]>> = {
  reader: ['--max-old-space-size=256', '--max-semi-space-size=4'],
  embedder: ['--max-semi-space-size=2'],
};

/** Reasons for which a priority can't be changed that don't matter: not permitted, or the child has gone already. */
const PRIORITY_STAYS = new Set(['EPERM', 'EACCES', 'ESRCH']);

/** A starter of Node processes; embedders run below the owner's priority. */
export function createForkStarter(options: ForkStarterOptions): ChildStarter {
  return {
    start(role, args, listener) {
      const child = fork(options.entries[role], args, {
        serialization: 'advanced',
        env: childEnvironment(options.environment),
        execArgv: [...(options.execArgv?.[role] ?? DEFAULT_EXEC_ARGV[role])],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => options.onOutput(role, text));
      }
      if (role === 'embedder') setPriorityOf(child.pid, 'below-normal');
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

function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  // ONNX Runtime 1.30 otherwise writes a device id and looks up a host for its telemetry.
  const environment: NodeJS.ProcessEnv = { ORT_DISABLE_TELEMETRY: '1' };
  // glibc gives each thread an arena of its own, which fragments: two are enough.
  if (process.platform === 'linux') environment.MALLOC_ARENA_MAX = '2';
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...more };
}

const PRIORITIES: Readonly<Record<ChildPriority, number>> = {
  'below-normal': constants.priority.PRIORITY_BELOW_NORMAL,
  lowest: constants.priority.PRIORITY_LOW,
};

/** Whether the priority is as wanted now. */
function setPriorityOf(pid: number | undefined, priority: ChildPriority): boolean {
  if (pid === undefined) return false;
  try {
    setPriority(pid, PRIORITIES[priority]);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !PRIORITY_STAYS.has(codeOf(error))) throw error;
    return false;
  }
}

/** The system's name of an error: Node puts it in `code`, `os` functions in `info.code`. */
function codeOf(error: Error): string {
  const { code, info } = error as { code?: unknown; info?: { code?: unknown } };
  return String(info?.code ?? code);
}
