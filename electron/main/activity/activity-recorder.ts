/**
 * Records the activity of a running engine: samples the memory of all processes once a second, takes down what
 * happens to them, and writes both to the log now and then. Nothing here can stop an import: what goes wrong is
 * reported, and the next sample is taken.
 */
import type { MemoryHistory } from '../../shared/contract/memory.ts';
import type { EmbedderEvent, EmbeddingProvider } from '../embedding/provider.ts';
import type { Schedule } from '../embedding/slot-runner.ts';
import type { ReaderClient, ReaderCrash } from '../importing/reader-client.ts';
import type { Activity, ActivityEvent, ActivityRange, ProcessMemory } from './activity.ts';
import type { ActivityEntry, ActivityLog } from './activity-log.ts';
import { MemoryCurves, MINUTE_MS, WEEK_MS } from './memory-curves.ts';
import { curveName, curveSizes } from './process-overview.ts';
import { scheduleInBackground } from './timer.ts';
import { thinToAtMost, type MemoryPoint } from './thin-points.ts';

const SAMPLE_MS = 1_000;

/** An event waits so long for company before it is written. */
const EVENT_WRITE_MS = 5_000;

/** Events of a session that are kept at hand. */
const MOST_EVENTS = 1_000;

/** Points of a curve in an answer: more than a graph has pixels to show. */
const MOST_ANSWERED_POINTS = 1_000;

/** Entries that wait for a disk that doesn't take them; then the oldest are let go. */
const MOST_WAITING = 5_000;

/** What a recorder is made of. */
export interface ActivityRecorderParts {
  readonly processes: () => readonly ProcessMemory[];
  readonly provider: Pick<EmbeddingProvider, 'onEvent'>;
  readonly reader: Pick<ReaderClient, 'onCrash'>;
  /** The ceiling of one embedder, in MB. */
  readonly ceilingMb: () => number;
  readonly log: ActivityLog;
  readonly now: () => number;
  readonly schedule?: Schedule;
  /** Hears what went wrong, the first time that it does. */
  readonly report: (what: string, error: unknown) => void;
}

/** The highest of each curve in a minute. Times in ms. */
interface Minute {
  readonly end: number;
  /** Its last sample. */
  at: number;
  readonly mb: Map<string, number>;
}

/** Records from `start` to `stop`. */
export class ActivityRecorder implements Activity {
  private readonly parts: ActivityRecorderParts;
  private readonly schedule: Schedule;
  private readonly curves = new MemoryCurves();
  private readonly listeners = new Set<(event: ActivityEvent) => void>();
  private readonly reported = new Set<string>();
  private readonly session: string;
  private recent: ActivityEvent[] = [];
  private waiting: ActivityEntry[] = [];
  /** The minute that is not over. */
  private minute: Minute | null = null;
  private noted = 0;
  private writing: Promise<void> = Promise.resolve();
  private cancelSample: (() => void) | undefined;
  private cancelWrite: (() => void) | undefined;
  private subscriptions: (() => void)[] = [];

  constructor(parts: ActivityRecorderParts) {
    this.parts = parts;
    this.schedule = parts.schedule ?? scheduleInBackground;
    this.session = `${parts.now().toString(36)}-${process.pid.toString(36)}`;
  }

  /** Begins to sample and to listen. */
  start(): void {
    if (this.cancelSample) return;
    this.subscriptions = [
      this.parts.provider.onEvent((event) => this.hear(() => this.noteEmbedder(event))),
      this.parts.reader.onCrash((crash) => this.hear(() => this.noteReader(crash))),
    ];
    this.sample();
  }

  /** Ends both and writes what waits. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.subscriptions) unsubscribe();
    this.cancelSample?.();
    this.cancelSample = undefined;
    this.endMinute();
    await this.write();
  }

  processes(): readonly ProcessMemory[] {
    return this.parts.processes();
  }

  onEvent(listener: (event: ActivityEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async events(range: ActivityRange): Promise<readonly ActivityEvent[]> {
    if (range === 'session') return this.recent;
    return (await this.week()).events;
  }

  async memoryHistory(range: ActivityRange): Promise<MemoryHistory> {
    const { curves, events } =
      range === 'session' ? { curves: this.curves.all(), events: this.recent } : await this.week();
    return {
      ceilingMb: this.parts.ceilingMb(),
      series: [...curves].map(([name, points]) => ({
        name,
        points: thinToAtMost(points, MOST_ANSWERED_POINTS).map(([at, rssMb]) => [at, rssMb]),
      })),
      marks: events.map(({ at, kind, process, reason, beforeMb, afterMb }) => ({
        at,
        kind,
        process,
        reason,
        beforeMb,
        afterMb,
      })),
    };
  }

  private hear(take: () => void): void {
    this.guard('An event could not be recorded.', take);
  }

  private noteReader({ pid, reason, rssMb }: ReaderCrash): void {
    const [beforeMb, afterMb, batch] = [rssMb > 0 ? round(rssMb) : null, null, null];
    this.note({
      at: this.parts.now(),
      kind: 'crashed',
      process: 'reader',
      reason,
      beforeMb,
      afterMb,
      pid,
      batch,
    });
  }

  private noteEmbedder(event: EmbedderEvent): void {
    const { at, kind, reason, batch, slot, pid, beforeMb, afterMb, rssMb } = event;
    const process = curveName({ role: 'embedder', slot });
    if (kind === 'ready') return this.completeLoss(process, pid, afterMb);
    const measured = kind === 'quarantined' ? null : rssMb;
    this.note({
      at,
      kind,
      process,
      reason,
      beforeMb: round(beforeMb ?? measured),
      afterMb: round(afterMb),
      pid,
      batch,
    });
  }

  private note(event: Omit<ActivityEvent, 'id'>): void {
    this.noted += 1;
    this.take({ id: `${this.session}-${this.noted}`, ...event });
  }

  /** Keeps an event, in the place of what was known of it. */
  private take(event: ActivityEvent): void {
    const known = this.recent.findIndex(({ id }) => id === event.id);
    if (known === -1) this.recent = [...this.recent, event].slice(-MOST_EVENTS);
    else this.recent = this.recent.with(known, event);
    this.wait({ type: 'event', ...event });
    this.cancelWrite ??= this.schedule(() => void this.write(), EVENT_WRITE_MS);
    for (const listener of this.listeners) listener(event);
  }

  private sample(): void {
    this.cancelSample = this.schedule(() => this.sample(), SAMPLE_MS);
    this.guard('The memory of the processes could not be sampled.', () => {
      const processes = this.parts.processes();
      const now = this.parts.now();
      const sizes = curveSizes(processes);
      for (const [name, rssMb] of sizes) sizes.set(name, round(rssMb));
      this.curves.add(now, sizes);
      this.addToMinute(now, sizes);
      this.learnAfter(processes);
    });
  }

  private addToMinute(now: number, sizes: ReadonlyMap<string, number>): void {
    // A clock that was set back begins a minute too.
    if (this.minute && (now >= this.minute.end || now < this.minute.end - MINUTE_MS)) {
      this.endMinute();
      void this.write();
    }
    this.minute ??= { end: (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS, at: now, mb: new Map() };
    this.minute.at = now;
    for (const [name, rssMb] of sizes)
      this.minute.mb.set(name, Math.max(this.minute.mb.get(name) ?? 0, rssMb));
  }

  private endMinute(): void {
    if (!this.minute) return;
    this.wait(entryOf(this.minute));
    this.minute = null;
  }

  /** Completes the events of processes whose successor is there now with what that one takes. */
  private learnAfter(processes: readonly ProcessMemory[]): void {
    for (const { role, slot, pid, state, rssMb } of processes) {
      if (role === 'embedder' && state !== 'ready' && state !== 'busy') continue;
      this.completeLoss(curveName({ role, slot }), pid, rssMb);
    }
  }

  /** `pid` is of the process that came after one that was lost, with what it takes; null where that isn't known yet. */
  private completeLoss(name: string, pid: number | null, rssMb: number | null): void {
    const last = this.recent.findLast(({ process, kind }) => process === name && isLoss(kind));
    if (rssMb === null || last?.afterMb !== null || last.pid === pid) return;
    this.take({ ...last, afterMb: round(rssMb) });
  }

  private wait(entry: ActivityEntry): void {
    this.waiting.push(entry);
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
  }

  /** Writes what waits, one write after the other; what the disk doesn't take waits on. */
  private write(): Promise<void> {
    this.cancelWrite?.();
    this.cancelWrite = undefined;
    this.writing = this.writing.then(async () => {
      const entries = this.waiting;
      this.waiting = [];
      try {
        await this.parts.log.append(entries, this.parts.now());
      } catch (error) {
        this.waiting = [...entries, ...this.waiting].slice(-MOST_WAITING);
        this.reportOnce('The activity could not be written.', error);
      }
    });
    return this.writing;
  }

  private async week(): Promise<{ curves: Map<string, MemoryPoint[]>; events: ActivityEvent[] }> {
    await this.write();
    const now = this.parts.now();
    const logged = await this.parts.log.read(now - WEEK_MS);
    const events = new Map<string, ActivityEvent>();
    const curves = new Map<string, MemoryPoint[]>();
    const present = this.minute ? [entryOf(this.minute)] : [];
    // What waits for a disk that doesn't take it has happened all the same.
    for (const entry of [...logged, ...this.waiting, ...present].sort((a, b) => a.at - b.at)) {
      if (entry.type === 'event') {
        const { type: _type, ...event } = entry;
        events.set(event.id, event);
        continue;
      }
      for (const [name, rssMb] of Object.entries(entry.mb)) {
        const points = curves.get(name) ?? [];
        points.push([entry.at, rssMb]);
        curves.set(name, points);
      }
    }
    return { curves, events: [...events.values()].slice(-MOST_EVENTS) };
  }

  private guard(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.reportOnce(what, error);
    }
  }

  private reportOnce(what: string, error: unknown): void {
    if (this.reported.has(what)) return;
    this.reported.add(what);
    this.parts.report(what, error);
  }
}

function entryOf({ at, mb }: Minute): Extract<ActivityEntry, { type: 'memory' }> {
  return { type: 'memory', at, mb: Object.fromEntries(mb) };
}

function isLoss(kind: ActivityEvent['kind']): boolean {
  return kind === 'recycled' || kind === 'killed' || kind === 'crashed';
}

function round(megabytes: number): number;
function round(megabytes: number | null): number | null;
function round(megabytes: number | null): number | null {
  return megabytes === null ? null : Math.round(megabytes * 10) / 10;
}
