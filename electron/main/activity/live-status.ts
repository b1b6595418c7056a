/**
 * What a running engine tells other programs, such as `recollect status`: a small file in the data folder that is
 * replaced every few seconds. A file that was left behind is told by its date and by its process.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Schedule } from '../embedding/slot-runner.ts';
import { importPhases } from '../importing/progress.ts';
import { scheduleInBackground } from './timer.ts';

const liveStatusSchema = z.object({
  pid: z.int().positive(),
  at: z.number(),
  /** From then on, nobody has written it any more. */
  staleAt: z.number(),
  phase: z.enum(importPhases),
  memory: z.object({
    ceilingMb: z.number(),
    processes: z.array(
      z.object({
        role: z.enum(['main', 'reader', 'embedder']),
        slot: z.int(),
        pid: z.int(),
        rssMb: z.number(),
        peakMb: z.number(),
        restarts: z.int(),
        state: z.string(),
      }),
    ),
  }),
  rate: z.object({
    conversationsPerMinute: z.number(),
    chunksPerSecond: z.number(),
    tokensPerSecond: z.number(),
  }),
  etaSeconds: z.number().nullable(),
});

/** The status of a running engine. Times in ms since 1970, memory in MB. */
export type LiveStatus = z.infer<typeof liveStatusSchema>;

/** How often a busy engine tells its status, and an idle one: a laptop's disk may sleep. */
const BUSY_MS = 2_000;
const IDLE_MS = 60_000;

/** What a publisher works with. */
export interface LiveStatusPublisherParts {
  readonly dataDirectory: string;
  readonly status: () => Omit<LiveStatus, 'pid' | 'at' | 'staleAt'>;
  readonly now: () => number;
  readonly schedule?: Schedule;
  /** Hears, once, why the status can't be written. */
  readonly report: (what: string, error: unknown) => void;
}

/** The file in a data folder. */
export function liveStatusPath(dataDirectory: string): string {
  return join(dataDirectory, 'live-status.json');
}

/** Publishes from `start` to `stop`. */
export class LiveStatusPublisher {
  private readonly parts: LiveStatusPublisherParts;
  private readonly schedule: Schedule;
  private cancel: (() => void) | undefined;
  private writing: Promise<void> = Promise.resolve();
  private idleSince: number | null = null;
  private failed = false;

  constructor(parts: LiveStatusPublisherParts) {
    this.parts = parts;
    this.schedule = parts.schedule ?? scheduleInBackground;
  }

  start(): void {
    if (!this.cancel) this.tick();
  }

  /** Resolves when what was to be written is written. */
  async flushed(): Promise<void> {
    await this.writing;
  }

  /** Takes the status back. */
  async stop(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    await this.flushed();
    await rm(liveStatusPath(this.parts.dataDirectory), { force: true }).catch(() => undefined);
  }

  private tick(): void {
    this.cancel = this.schedule(() => this.tick(), BUSY_MS);
    try {
      this.publish();
    } catch (error) {
      this.reportOnce(error);
    }
  }

  private publish(): void {
    const status = this.parts.status();
    const at = this.parts.now();
    const idle = status.phase === 'idle' && status.memory.processes.every(({ role }) => role === 'main');
    if (!idle) this.idleSince = null;
    else if (this.idleSince !== null && Math.abs(at - this.idleSince) < IDLE_MS) return;
    else this.idleSince = at;
    const staleAt = at + 3 * (idle ? IDLE_MS : BUSY_MS);
    this.writing = this.writing.then(() => this.write({ ...status, pid: process.pid, at, staleAt }));
  }

  private async write(status: LiveStatus): Promise<void> {
    const path = liveStatusPath(this.parts.dataDirectory);
    try {
      // Beside it, then in its place: nobody ever reads half of it.
      await writeFile(`${path}.new`, JSON.stringify(status));
      await rename(`${path}.new`, path);
    } catch (error) {
      // On Windows, a reader may hold the file for a moment; the next one is on its way.
      this.reportOnce(error);
    }
  }

  private reportOnce(error: unknown): void {
    if (!this.failed) this.parts.report('The status could not be written for other programs.', error);
    this.failed = true;
  }
}

/** The status of the engine that runs over a data folder; null if none does. */
export async function readLiveStatus(
  dataDirectory: string,
  now: number,
  isAlive: (pid: number) => boolean = processIsAlive,
): Promise<LiveStatus | null> {
  let status: LiveStatus;
  try {
    status = liveStatusSchema.parse(JSON.parse(await readFile(liveStatusPath(dataDirectory), 'utf8')));
  } catch {
    // No engine has run here, or one of another version has: there is nothing to tell.
    return null;
  }
  return now < status.staleAt && isAlive(status.pid) ? status : null;
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
