/**
 * Runs the supervisors of N slots with real processes: carries out their effects, feeds them batches, keeps the
 * queue of those that wait, and measures memory from outside.
 */
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import { embedderReplySchema, type EmbedderReply } from '../../shared/embedder-protocol.ts';
import type { ChildProcess, ChildStarter, MemoryProbe } from '../../shared/child-process.ts';
import { BatchQueue, type Batch } from './batch-queue.ts';
import type { EmbeddedDocuments, EmbedderEvent, EmbeddingProvider, ProviderFailure } from './provider.ts';
import {
  initialSlot,
  step,
  type Slot,
  type SlotEffect,
  type SlotEvent,
  type SupervisorSettings,
} from './supervisor.ts';

/** How often memory is measured from outside and silence is looked for, in ms. */
const TICK_MS = 250;

/** What a pool is made of. */
export interface EmbedderPoolOptions {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly modelFolder: string;
  readonly workers: number;
  /** Processes without work for this long are stopped, in ms. */
  readonly idleAfterMs: number;
  readonly supervisor: SupervisorSettings;
  readonly starter: ChildStarter;
  readonly probe: MemoryProbe;
  readonly now: () => number;
  readonly random: () => number;
}

interface Query {
  readonly id: number;
  readonly text: string;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (error: Error) => void;
  /** The slot and generation that works on it. */
  sentTo: { readonly slot: number; readonly generation: number } | null;
}

interface Running {
  slot: Slot;
  child: ChildProcess | undefined;
  peakMb: number;
}

/** Embeds by a pool of supervised child processes. They are started when there is something to do. */
export class EmbedderPool implements EmbeddingProvider {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly capacity: number;
  private readonly options: EmbedderPoolOptions;
  private readonly slots: Running[];
  private readonly batches = new BatchQueue();
  private readonly queries = new Map<number, Query>();
  private readonly listeners = new Set<(event: EmbedderEvent) => void>();
  private readonly stopped: (() => void)[] = [];
  private readonly answers = new Map<number, EmbeddedDocuments>();
  private nextQuery = -1;
  private lastBusyAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private measuring = false;

  constructor(options: EmbedderPoolOptions) {
    this.options = options;
    this.provider = options.provider;
    this.model = options.model;
    this.dimensions = options.dimensions;
    this.capacity = options.workers;
    this.slots = Array.from({ length: options.workers }, () => ({
      slot: initialSlot,
      child: undefined,
      peakMb: 0,
    }));
  }

  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> {
    const answer = this.batches.add(texts, this.dimensions, signal);
    this.wake(this.options.workers);
    return answer;
  }

  async embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    const id = this.nextQuery;
    this.nextQuery -= 1;
    const answer = new Promise<Float32Array>((resolve, reject) => {
      this.queries.set(id, { id, text, resolve, reject, sentTo: null });
    });
    const cancel = (): void => this.queries.get(id)?.reject(cancelled());
    signal.addEventListener('abort', cancel, { once: true });
    this.wake(1);
    try {
      return await answer;
    } finally {
      this.queries.delete(id);
      signal.removeEventListener('abort', cancel);
    }
  }

  status(): ReturnType<EmbeddingProvider['status']> {
    const processes = this.slots.flatMap(({ slot, child, peakMb }) => {
      if (child?.pid === undefined || !('life' in slot.state)) return [];
      const { rssMb } = slot.state.life;
      return [{ role: 'embedder' as const, pid: child.pid, rssMb, peakMb, restarts: slot.restarts }];
    });
    return {
      restarts: this.slots.reduce((sum, { slot }) => sum + slot.restarts, 0),
      peakMb: this.slots.reduce((peak, { peakMb }) => Math.max(peak, peakMb), 0),
      processes,
    };
  }

  onEvent(listener: (event: EmbedderEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  retry(): void {
    for (const index of this.slots.keys()) this.apply(index, { type: 'retry' });
  }

  async stop(graceMs: number): Promise<void> {
    this.batches.failAll(cancelled());
    this.failQueries(cancelled());
    for (const index of this.slots.keys()) this.apply(index, { type: 'stop' });
    const gone = new Promise<void>((resolve) => this.stopped.push(resolve));
    this.tellWhenStopped();
    const late = setTimeout(() => {
      for (const { child } of this.slots) child?.kill();
    }, graceMs);
    await gone;
    clearTimeout(late);
    this.stopTimer();
  }

  /** Starts up to `count` slots that are stopped, and hands out what waits. */
  private wake(count: number): void {
    this.lastBusyAt = this.options.now();
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    const alive = this.slots.filter(({ slot }) => 'life' in slot.state).length;
    let missing = Math.max(0, count - alive);
    for (const [index, { slot }] of this.slots.entries()) {
      if (missing === 0) break;
      if (slot.state.name !== 'stopped') continue;
      this.apply(index, { type: 'start' });
      missing -= 1;
    }
    this.failWhenHopeless();
    this.handOut();
  }

  private apply(index: number, event: SlotEvent): void {
    const running = this.slots[index];
    if (!running) return;
    const { now, random, supervisor } = this.options;
    const { slot, effects } = step(running.slot, event, { now: now(), random, settings: supervisor });
    running.slot = slot;
    if ('life' in slot.state) running.peakMb = Math.max(running.peakMb, slot.state.life.rssMb);
    for (const effect of effects) this.carryOut(index, running, effect);
  }

  private carryOut(index: number, running: Running, effect: SlotEffect): void {
    switch (effect.type) {
      case 'start':
        return this.startChild(index, running, effect.generation);
      case 'send':
        return this.send(running, effect.generation, effect.batch);
      case 'ask-exit':
        return running.child?.post({ type: 'exit', generation: effect.generation });
      case 'kill':
        return running.child?.kill();
      case 'complete':
        return this.complete(effect.batch);
      case 'put-back': {
        const poison = this.batches.putBack(effect.batch);
        if (poison !== null) this.emit(index, 'quarantined', poison, effect.batch, 0);
        return;
      }
      case 'report':
        return this.emit(index, effect.kind, effect.reason, effect.generation, effect.rssMb);
    }
  }

  private startChild(index: number, running: Running, generation: number): void {
    const args = [this.options.modelFolder, String(generation)];
    running.child = this.options.starter.start('embedder', args, {
      message: (message) => this.receive(index, generation, message),
      exited: () => {
        this.releaseQueries(index, generation);
        this.apply(index, { type: 'exited', generation });
        this.handOut();
        this.failWhenHopeless();
        this.tellWhenStopped();
      },
    });
  }

  private send(running: Running, generation: number, id: number): void {
    const batch = this.batches.get(id);
    if (!batch) return;
    running.child?.post({ type: 'embed', generation, batch: id, kind: 'document', texts: batch.texts });
  }

  private receive(index: number, generation: number, message: unknown): void {
    const parsed = embedderReplySchema.safeParse(message);
    if (!parsed.success) {
      this.apply(index, { type: 'misbehaved', generation, reason: 'It sent a message that makes no sense.' });
      return;
    }
    const reply = parsed.data;
    if (reply.type === 'embedded') this.embedded(index, reply);
    else if (reply.type === 'failed') this.failed(index, reply);
    else if (reply.type === 'unusable') this.apply(index, { ...reply, failure: failureOf(reply) });
    else this.apply(index, reply);
    this.failWhenHopeless();
    this.handOut();
  }

  private embedded(index: number, reply: Extract<EmbedderReply, { type: 'embedded' }>): void {
    const { generation } = reply;
    const query = this.queries.get(reply.batch);
    const rows = reply.batch < 0 ? 1 : (this.batches.get(reply.batch)?.texts.length ?? 0);
    if (rows > 0 && !isSound(reply.vectors, rows * this.dimensions)) {
      this.apply(index, {
        type: 'misbehaved',
        generation,
        reason: 'It answered something that is not vectors.',
      });
      return;
    }
    if (reply.batch < 0) {
      query?.resolve(reply.vectors);
      return;
    }
    this.answers.set(reply.batch, { vectors: reply.vectors, quarantined: [], tokens: reply.tokens });
    this.apply(index, { ...reply, type: 'answered' });
    this.answers.delete(reply.batch);
  }

  private failed(index: number, reply: Extract<EmbedderReply, { type: 'failed' }>): void {
    if (reply.batch < 0) {
      this.queries.get(reply.batch)?.reject(new RecollectError('embedder-failed', reply.message));
      return;
    }
    this.apply(index, { type: 'misbehaved', generation: reply.generation, reason: reply.message });
  }

  private complete(id: number): void {
    const answer = this.answers.get(id);
    if (answer) this.batches.complete(id, answer);
  }

  private handOut(): void {
    for (const [index, { slot, child }] of this.slots.entries()) {
      const serving = slot.state.name === 'ready' || slot.state.name === 'busy';
      if (!serving || !child) continue;
      this.sendQueries(index, slot.generation, child);
      if (slot.state.name !== 'ready') continue;
      const batch: Batch | undefined = this.batches.take();
      if (batch) this.apply(index, { type: 'assign', batch: batch.id });
    }
    if (this.batches.size + this.queries.size > 0) this.lastBusyAt = this.options.now();
  }

  private sendQueries(slot: number, generation: number, child: ChildProcess): void {
    for (const query of this.queries.values()) {
      if (query.sentTo) continue;
      query.sentTo = { slot, generation };
      child.post({ type: 'embed', generation, batch: query.id, kind: 'query', texts: [query.text] });
    }
  }

  /** Questions that a dead process had are asked again elsewhere. */
  private releaseQueries(slot: number, generation: number): void {
    for (const query of this.queries.values()) {
      if (query.sentTo?.slot === slot && query.sentTo.generation === generation) query.sentTo = null;
    }
  }

  private failWhenHopeless(): void {
    const states = this.slots.map(({ slot }) => slot.state);
    const failed = states.find((state) => state.name === 'failed');
    const hope = states.some((state) => 'life' in state || state.name === 'backing-off');
    if (!failed || hope) return;
    const error = new RecollectError(failed.failure.code, failed.failure.message);
    this.batches.failAll(error);
    this.failQueries(error);
  }

  private failQueries(error: Error): void {
    for (const query of this.queries.values()) query.reject(error);
  }

  private tick(): void {
    for (const index of this.slots.keys()) this.apply(index, { type: 'tick' });
    this.handOut();
    this.failWhenHopeless();
    void this.measure();
    const idle = this.batches.size + this.queries.size === 0;
    if (!idle || this.options.now() - this.lastBusyAt < this.options.idleAfterMs) return;
    for (const index of this.slots.keys()) this.apply(index, { type: 'stop' });
    if (this.slots.every(({ slot }) => !('life' in slot.state))) this.stopTimer();
  }

  private async measure(): Promise<void> {
    if (this.measuring) return;
    this.measuring = true;
    try {
      const alive = this.slots.flatMap(({ slot, child }, index) =>
        child?.pid !== undefined && 'life' in slot.state
          ? [{ index, pid: child.pid, generation: slot.state.life.generation }]
          : [],
      );
      const measured = await this.options.probe.measure(alive.map(({ pid }) => pid));
      for (const { index, pid, generation } of alive) {
        const rssMb = measured.get(pid);
        if (rssMb !== undefined) this.apply(index, { type: 'measured', generation, rssMb });
      }
    } finally {
      this.measuring = false;
    }
  }

  private tellWhenStopped(): void {
    if (this.slots.some(({ slot }) => 'life' in slot.state)) return;
    for (const resolve of this.stopped.splice(0)) resolve();
  }

  private stopTimer(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private emit(
    slot: number,
    kind: EmbedderEvent['kind'],
    reason: string,
    generation: number,
    rssMb: number,
  ): void {
    const event = { at: this.options.now(), slot, generation, kind, reason, rssMb };
    for (const listener of this.listeners) listener(event);
  }
}

function isSound(vectors: Float32Array, length: number): boolean {
  return vectors.length === length && vectors.every((value) => Number.isFinite(value));
}

function cancelled(): RecollectError {
  return new RecollectError('cancelled', 'Embedding was stopped.');
}

const startErrors: ReadonlySet<string> = new Set<ErrorCode>(['model-missing', 'model-damaged']);

function failureOf(reply: { code: string; message: string }): ProviderFailure {
  const code: ErrorCode = startErrors.has(reply.code) ? (reply.code as ErrorCode) : 'embedder-failed';
  return { code, message: reply.message };
}
