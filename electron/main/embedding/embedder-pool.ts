/**
 * Embeds by a pool of supervised processes: keeps the queue, carries out what the slots want, and puts answers
 * together. Processes start when there is work and stop when there has been none for a while.
 */
import type { ChildPriority, ChildStarter, MemoryProbe } from '../../shared/child-process.ts';
import { RecollectError } from '../../shared/errors.ts';
import { JobQueue } from './job-queue.ts';
import { ceilings } from './memory-ceiling.ts';
import type {
  EmbeddedDocuments,
  EmbedderEvent,
  EmbeddingProvider,
  ProviderFailure,
  ProviderLimits,
  ProviderStatus,
} from './provider.ts';
import { cancelled, Requests } from './requests.ts';
import { MemorySampler } from './memory-sampler.ts';
import { SlotRunner, type QueueEffect, type Schedule } from './slot-runner.ts';
import { hasProcesses, type SupervisorSettings } from './slot-state.ts';
import { WorkDistributor } from './work-distributor.ts';

/** How long the batch in flight of a process that is no longer wanted may take, in ms; then it goes to another. */
const DISMISSAL_MS = 30_000;

/** How much longer a process may say nothing when it runs at the lowest priority: it may wait long for a core. */
const LOWEST_PATIENCE = 4;

/** What a pool is made of. */
export interface EmbedderPoolOptions {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly modelFolder: string;
  /** Processes that embed at once. */
  readonly workers: number;
  readonly supervisor: SupervisorSettings;
  readonly priority?: ChildPriority;
  /** See ProviderLimits. */
  readonly restShare?: number;
  /** Settings of the model's runtime other than the recipe's: see electron/utility/embedder/embedder-arguments.ts. */
  readonly runtimeArguments?: readonly string[];
  readonly starter: ChildStarter;
  readonly probe: MemoryProbe;
  /** Time in ms. */
  readonly now: () => number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly schedule?: Schedule;
}

/** The local provider's processes, supervised. */
export class EmbedderPool implements EmbeddingProvider {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  private readonly options: EmbedderPoolOptions;
  private readonly schedule: Schedule;
  private readonly requests: Requests;
  private readonly queue: JobQueue;
  /** The first `workers` are given work; those behind them were, and may be again. */
  private readonly slots: SlotRunner[];
  private readonly distributor: WorkDistributor;
  private readonly sampler: MemorySampler;
  private workers: number;
  private supervisor: SupervisorSettings;
  private priority: ChildPriority;
  private restShare: number;
  private readonly listeners = new Set<(event: EmbedderEvent) => void>();
  private whenStopped: (() => void)[] = [];
  private stopping = false;
  private handingOut = false;

  constructor(options: EmbedderPoolOptions) {
    this.options = options;
    this.provider = options.provider;
    this.model = options.model;
    this.dimensions = options.dimensions;
    this.workers = options.workers;
    this.supervisor = options.supervisor;
    this.priority = options.priority ?? 'below-normal';
    this.restShare = options.restShare ?? 0;
    this.schedule = options.schedule ?? scheduleByTimeout;
    this.requests = new Requests(options.dimensions);
    this.queue = new JobQueue((request) => this.requests.isOpen(request));
    this.distributor = new WorkDistributor({
      queue: this.queue,
      slots: () => this.active(),
      now: options.now,
      schedule: this.schedule,
      rested: () => this.handOut(),
    });
    this.sampler = new MemorySampler({
      probe: options.probe,
      schedule: this.schedule,
      slots: () => this.slots,
    });
    this.slots = Array.from({ length: options.workers }, (_, slot) => this.createSlot(slot));
  }

  get capacity(): number {
    // One batch waits for each process, so that none is idle while its answer is being stored.
    return this.workers * 2;
  }

  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> {
    return this.request('document', texts, signal);
  }

  async embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    const { vectors, quarantined } = await this.request('query', [text], signal);
    const [refused] = quarantined;
    if (refused)
      throw new RecollectError('text-poisonous', `This query can't be embedded. ${refused.reason}`);
    return vectors;
  }

  status(): ProviderStatus {
    const slots = this.slots.map((slot, index) => slot.status(index));
    return {
      restarts: slots.reduce((sum, { restarts }) => sum + restarts, 0),
      peakMb: slots.reduce((peak, { peakMb }) => Math.max(peak, peakMb), 0),
      processes: slots.flatMap(({ processes }) => processes),
      failure: this.failure(),
    };
  }

  onEvent(listener: (event: EmbedderEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (!this.stopping) this.slots[0]?.apply({ type: 'wanted' });
  }

  retry(): void {
    this.queue.limitBatches(null);
    this.applyToAll({ type: 'retry' });
  }

  configure({ ceilingMb, workers, priority, restShare }: ProviderLimits): void {
    const { softMb, hardMb } = ceilings(ceilingMb);
    const raised = hardMb > this.supervisor.hardCeilingMb;
    this.supervisor = { ...this.supervisor, softCeilingMb: softMb, hardCeilingMb: hardMb };
    this.priority = priority;
    this.restShare = restShare;
    this.workers = workers;
    if (restShare === 0) this.distributor.endRests();
    if (raised) this.queue.limitBatches(null);
    for (const slot of this.slots) {
      slot.configure(this.patientSupervisor());
      // Under a new process the priority can be had. It is started for the next batch.
      if (!slot.setPriority(priority)) slot.apply({ type: 'stop', graceMs: DISMISSAL_MS });
      const { phase } = slot.slot;
      if (raised && phase.name === 'failed' && phase.failure.code === 'ceiling-too-low')
        slot.apply({ type: 'retry' });
    }
    while (this.slots.length < workers) this.slots.push(this.createSlot(this.slots.length));
    for (const slot of this.slots.slice(workers)) slot.apply({ type: 'stop', graceMs: DISMISSAL_MS });
    this.handOut();
  }

  suspend(): void {
    this.applyToAll({ type: 'suspended' });
  }

  resume(): void {
    this.applyToAll({ type: 'resumed' });
  }

  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    // What is in flight may still be answered; what waits never gets a process.
    this.rejectWaiting();
    this.distributor.stop();
    for (const slot of this.slots) slot.apply({ type: 'stop', graceMs });
    await new Promise<void>((resolve) => {
      this.whenStopped.push(resolve);
      this.tellWhenStopped();
    });
    this.requests.rejectAll(cancelled());
    this.queue.clear();
    this.stopping = false;
  }

  private patientSupervisor(): SupervisorSettings {
    const { supervisor } = this;
    if (this.priority !== 'lowest') return supervisor;
    return {
      ...supervisor,
      startTimeoutMs: supervisor.startTimeoutMs * LOWEST_PATIENCE,
      silentAfterMs: supervisor.silentAfterMs * LOWEST_PATIENCE,
      hungAfterMs: supervisor.hungAfterMs * LOWEST_PATIENCE,
    };
  }

  private createSlot(index: number): SlotRunner {
    const { starter, dimensions, now, random, modelFolder, runtimeArguments = [] } = this.options;
    return new SlotRunner({
      starter,
      dimensions,
      now,
      random,
      settings: this.patientSupervisor(),
      priority: this.priority,
      schedule: this.schedule,
      argumentsFor: (generation) => [modelFolder, '--generation', String(generation), ...runtimeArguments],
      measure: async (pid) => (await this.sampler.measure([pid])).get(pid) ?? null,
      onEffect: (effect, pid) => this.carryOut(index, effect, pid),
      onChange: () => this.handOut(),
    });
  }

  private request(
    kind: 'document' | 'query',
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<EmbeddedDocuments> {
    if (this.stopping) return Promise.reject(cancelled());
    return this.requests.add(texts.length, signal, (request) => {
      this.queue.add({ request, kind, texts, offset: 0, deaths: 0 });
      this.handOut();
    });
  }

  private carryOut(slot: number, effect: QueueEffect, pid: number | null): void {
    switch (effect.type) {
      case 'complete':
        if (effect.job.kind === 'document') this.distributor.rest(slot, this.restShare);
        return this.requests.complete(effect.job, effect.vectors, effect.tokens);
      case 'put-back':
        return this.queue.putBack(effect.jobs);
      case 'limit-batches':
        return this.queue.limitBatches(effect.texts);
      case 'quarantine': {
        this.requests.quarantine(effect.job, effect.reason);
        const process = {
          generation: this.slots[slot]?.slot.generation ?? 0,
          rssMb: 0,
          beforeMb: null,
          afterMb: null,
        };
        return this.emit({
          ...process,
          slot,
          pid,
          kind: 'quarantined',
          reason: effect.reason,
          batch: effect.job.id,
        });
      }
      case 'report': {
        const { type: _type, ...report } = effect;
        return this.emit({ ...report, slot, pid });
      }
    }
  }

  /** Gives work to the slots that can take some, and wakes others for what is left. */
  private handOut(): void {
    // Giving work to a slot changes it, which leads here again: the loop below sees that change anyway.
    if (this.handingOut) return;
    this.handingOut = true;
    try {
      if (!this.stopping) this.distributor.give();
      this.rejectWhenHopeless();
    } finally {
      this.handingOut = false;
    }
    this.sampler.start();
    this.tellWhenStopped();
  }

  /** The slots that are given work. */
  private active(): readonly SlotRunner[] {
    return this.slots.slice(0, this.workers);
  }

  private rejectWhenHopeless(): void {
    const failure = this.failure();
    if (!failure || this.requests.size === 0) return;
    this.queue.clear();
    this.requests.rejectAll(new RecollectError(failure.code, failure.message));
  }

  /** Why nothing is embedded any more: every slot has given up. */
  private failure(): ProviderFailure | null {
    let failure: ProviderFailure | null = null;
    for (const { slot } of this.active()) {
      if (slot.phase.name !== 'failed') return null;
      failure ??= slot.phase.failure;
    }
    return failure;
  }

  private rejectWaiting(): void {
    for (const kind of ['query', 'document'] as const) {
      for (let job = this.queue.take(kind); job; job = this.queue.take(kind)) {
        this.requests.reject(job.request, cancelled());
      }
    }
  }

  private applyToAll(event: { readonly type: 'retry' | 'suspended' | 'resumed' }): void {
    for (const slot of this.slots) slot.apply(event);
  }

  private tellWhenStopped(): void {
    if (!this.stopping || this.slots.some(({ slot }) => hasProcesses(slot))) return;
    const told = this.whenStopped;
    this.whenStopped = [];
    for (const resolve of told) resolve();
  }

  private emit(event: Omit<EmbedderEvent, 'at'>): void {
    for (const listener of this.listeners) listener({ at: this.options.now(), ...event });
  }
}

function scheduleByTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
