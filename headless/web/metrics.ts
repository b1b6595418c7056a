/**
 * The numbers of the running app for Prometheus: what is done and what waits, rates, the memory of each process, and
 * how often processes were replaced or died. Sizes in bytes, as Prometheus has it.
 */
import { Counter, Gauge, Registry } from 'prom-client';
import type { Application } from '../../electron/main/application/application.ts';

const BYTES_PER_MB = 2 ** 20;

/** What the numbers come from. */
export type Measured = Pick<Application, 'snapshot' | 'health' | 'eventCounts'>;

/** Metrics in a registry of their own. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(application: Measured, version: string) {
    const snapshot = () => application.snapshot();
    this.gauge('info', 'The version that runs.', ['version'], (set) => set(1, { version }));
    this.gauge('ready', '1 while the library is open.', [], (set) =>
      set(application.health().status === 'ready' ? 1 : 0),
    );
    this.gauge('sync_phase', '1 for what sync is doing.', ['phase'], (set) =>
      set(1, { phase: snapshot().sync.phase }),
    );
    this.gauge('files', 'Files of the sources, by how far they are.', ['state'], (set) => {
      const { done, pending, failed } = snapshot().files;
      for (const [state, files] of Object.entries({ done, pending, failed })) set(files, { state });
    });
    for (const name of ['conversations', 'messages', 'chunks'] as const) {
      this.gauge(name, `The ${name} of the library.`, [], (set) => set(snapshot().library[name]));
    }
    this.gauge('index_chunks', 'Chunks of an index; pending is the backlog.', [...INDEX, 'state'], (set) => {
      for (const { provider, model, ...index } of snapshot().indexes) {
        const { embedded, pending, quarantined, withheld, excluded } = index;
        const states = { embedded, pending, quarantined, withheld, excluded };
        for (const [state, chunks] of Object.entries(states)) set(chunks, { provider, model, state });
      }
    });
    this.addServer(application);
    this.addRates(application);
    this.addMemory(application);
    const events = new Counter({
      name: 'recollect_process_events_total',
      help: 'What happened to processes and texts: recycled at the ceiling, killed, crashed, silent, failed, quarantined.',
      labelNames: ['kind'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [kind, count] of Object.entries(application.eventCounts())) this.inc({ kind }, count);
      },
    });
    events.reset();
  }

  /** The type that goes with `text`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** The numbers as they are now, in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** What a Qdrant server has of this machine and what waits; absent while none is used, or while it isn't known. */
  private addServer(application: Measured): void {
    const remote = () => application.snapshot().remote;
    this.gauge('qdrant_phase', '1 for what the Qdrant server is doing.', ['phase'], (set) => {
      const phase = remote()?.state.phase;
      if (phase !== undefined) set(1, { phase });
    });
    this.gauge('qdrant_points', 'Points of this machine; pending is the backlog.', ['state'], (set) => {
      const now = remote();
      if (!now) return;
      const { state, refused } = now;
      const pending = state.phase === 'in-step' ? 0 : 'pending' in state ? state.pending : null;
      if (pending !== null) set(pending, { state: 'pending' });
      if ('sent' in state) set(state.sent, { state: 'sent' });
      set(refused, { state: 'refused' });
    });
  }

  private addRates(application: Measured): void {
    const rates = () => application.snapshot().rates;
    this.gauge('conversations_per_minute', 'Conversations embedded.', [], (set) =>
      set(rates().conversationsPerMinute),
    );
    this.gauge('chunks_per_second', 'Chunks embedded.', [], (set) => set(rates().chunksPerSecond));
    this.gauge('tokens_per_second', 'Tokens embedded.', [], (set) => set(rates().tokensPerSecond));
    this.gauge('files_per_second', 'Files read.', [], (set) => set(rates().filesPerSecond));
    this.gauge('read_bytes_per_second', 'Bytes of files read.', [], (set) => set(rates().bytesPerSecond));
    this.gauge('eta_seconds', 'Until the backlog is done; absent while that can’t be said.', [], (set) => {
      const { etaSeconds } = application.snapshot();
      if (etaSeconds !== null) set(etaSeconds);
    });
  }

  private addMemory(application: Measured): void {
    const memory = () => application.snapshot().memory;
    this.gauge('memory_ceiling_bytes', 'The most that one embedder may have.', [], (set) =>
      set(memory().ceilingMb * BYTES_PER_MB),
    );
    const perProcess = (name: string, help: string, of: (process: Process) => number): void =>
      this.gauge(name, help, PROCESS, (set) => {
        for (const process of memory().processes)
          set(of(process), { role: process.role, slot: String(process.slot) });
      });
    perProcess('process_resident_bytes', 'Resident memory.', ({ rssMb }) => rssMb * BYTES_PER_MB);
    perProcess('process_peak_bytes', 'The most that it had.', ({ peakMb }) => peakMb * BYTES_PER_MB);
    perProcess('process_restarts', 'How often it was replaced since the start.', ({ restarts }) => restarts);
  }

  /** A gauge whose values are set each time that it is asked for. */
  private gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    values: (set: (value: number, labels?: Record<string, string>) => void) => void,
  ): void {
    new Gauge({
      name: `recollect_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        // A process that is gone is not told of any more; a gauge without labels is never left out by `reset`.
        this.reset();
        if (labelNames.length === 0) this.remove();
        values((value, labels) => (labels ? this.set(labels, value) : this.set(value)));
      },
    });
  }
}

type Process = ReturnType<Measured['snapshot']>['memory']['processes'][number];

const INDEX = ['provider', 'model'];
const PROCESS = ['role', 'slot'];
