/**
 * Measures the resident memory of processes by asking the operating system.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { MemoryProbe } from '../electron/shared/child-process.ts';

const run = promisify(execFile);
const KB_PER_MB = 1024;

/** The probe of this platform. */
export function createMemoryProbe(platform: NodeJS.Platform = process.platform): MemoryProbe {
  return {
    measure: async (pids) => {
      if (pids.length === 0) return new Map();
      if (platform === 'linux') return measureLinux(pids);
      if (platform === 'win32') {
        // Asked for all at once: one call for each process would take longer than they are apart.
        const { stdout } = await run('tasklist', ['/fo', 'csv', '/nh'], { windowsHide: true });
        return pick(parseTasklist(stdout), pids);
      }
      // ps exits with 1 when none of the processes is left.
      const stdout = await run('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')]).then(
        (result) => result.stdout,
        () => '',
      );
      return parsePs(stdout);
    },
  };
}

async function measureLinux(pids: readonly number[]): Promise<Map<number, number>> {
  const measured = new Map<number, number>();
  await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const rssMb = parseProcStatus(status);
      if (rssMb !== null) measured.set(pid, rssMb);
    }),
  );
  return measured;
}

/** Resident MB in the text of Linux' /proc/<pid>/status, or null. */
export function parseProcStatus(status: string): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / KB_PER_MB;
}

/** Resident MB by pid in the output of `ps -o pid=,rss=` (KB). */
export function parsePs(output: string): Map<number, number> {
  const rows = [...output.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)];
  return new Map(rows.map(([, pid, kilobytes]) => [Number(pid), Number(kilobytes) / KB_PER_MB]));
}

/**
 * Working set in MB by pid in the output of `tasklist /fo csv /nh`: name, pid, session, its number, size. The size is
 * in KB; how its digits are grouped and what the unit is called depends on the language.
 */
export function parseTasklist(output: string): Map<number, number> {
  const rows = [...output.matchAll(/^"[^"]*","(\d+)","[^"]*","[^"]*","([^"]*\d[^"]*)"\s*$/gm)];
  return new Map(
    rows.map(([, pid, size = '']) => [Number(pid), Number(size.replace(/\D/g, '')) / KB_PER_MB]),
  );
}

function pick(all: ReadonlyMap<number, number>, pids: readonly number[]): Map<number, number> {
  return new Map(
    pids.flatMap((pid) => {
      const rssMb = all.get(pid);
      return rssMb === undefined ? [] : [[pid, rssMb] as const];
    }),
  );
}
