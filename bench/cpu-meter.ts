/**
 * The time that processes and threads spend computing: on a machine that does other things as well it tells more
 * than the clock does.
 */
import { readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICKS = 100;
const SAMPLE_MS = 50;

/** Seconds of CPU that another process has used; null where the system doesn't tell, or it has gone. */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in brackets may hold anything; user and system time are the 14th and 15th field.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS : null;
}

/** Seconds of CPU by what they were spent for. */
export interface CpuSeconds {
  /** The main thread. */
  readonly main: number;
  /** The library's threads, and Node's own. */
  readonly library: number;
  /** The reader process, its start included; null where the system doesn't tell. */
  readonly reader: number | null;
}

/** Measures from its construction until `stop`; `readerPid` says which process reads, if any does yet. */
export class CpuMeter {
  private readonly all = process.cpuUsage();
  private readonly main = process.threadCpuUsage();
  private readonly timer: NodeJS.Timeout;
  private reader: number | null = null;

  constructor(readerPid: () => number | undefined) {
    this.timer = setInterval(() => {
      const pid = readerPid();
      if (pid === undefined) return;
      void cpuSecondsOf(pid).then((seconds) => (this.reader = seconds ?? this.reader));
    }, SAMPLE_MS);
  }

  stop(): CpuSeconds {
    clearInterval(this.timer);
    const main = secondsOf(process.threadCpuUsage(this.main));
    return { main, library: secondsOf(process.cpuUsage(this.all)) - main, reader: this.reader };
  }
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
