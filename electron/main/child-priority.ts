/**
 * How child processes stand with the others on the machine.
 */
import { constants, setPriority } from 'node:os';
import type { ChildPriority } from '../shared/child-process.ts';

const PRIORITIES: Readonly<Record<ChildPriority, number>> = {
  'below-normal': constants.priority.PRIORITY_BELOW_NORMAL,
  lowest: constants.priority.PRIORITY_LOW,
};

/** Reasons for which a priority can't be changed that don't matter: not permitted, or the child has gone already. */
const PRIORITY_STAYS = new Set(['EPERM', 'EACCES', 'ESRCH']);

/** Changes the priority of a process and says whether it is as wanted now; undefined is one that does not run yet. */
export function setPriorityOf(pid: number | undefined, priority: ChildPriority): boolean {
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
