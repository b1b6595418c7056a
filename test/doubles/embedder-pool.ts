/**
 * A pool of real embedder processes with the bundled model, with shorter times than the defaults, and processes that
 * misbehave on request.
 */
import { EmbedderPool } from '../../electron/main/embedding/embedder-pool.ts';
import {
  defaultEmbeddingSettings,
  runtimeArguments,
  type RuntimeSettings,
} from '../../electron/main/embedding/embedding-settings.ts';
import type { EmbedderEvent } from '../../electron/main/embedding/provider.ts';
import type { SupervisorSettings } from '../../electron/main/embedding/slot-state.ts';
import { supervisorSettings } from '../../electron/main/embedding/supervisor.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { childEntries, modelFolder } from '../../headless/paths.ts';

/** The bundled model, as its manifest names it: what is embedded here belongs to the index of the real provider. */
const MODEL = 'sentence-transformers/all-MiniLM-L6-v2';
/** Floats a vector of the bundled model. */
export const DIMENSIONS = 384;

/** What a test changes. */
export interface TestPoolOptions {
  readonly workers?: number;
  readonly supervisor?: Partial<SupervisorSettings>;
  readonly runtime?: Partial<RuntimeSettings>;
  /** See electron/utility/embedder/misbehaviour.ts. */
  readonly misbehaviour?: string;
  readonly modelFolder?: string;
}

/** A pool, what it has reported, and what its processes have printed. */
export interface TestPool {
  readonly pool: EmbedderPool;
  readonly events: EmbedderEvent[];
  readonly printed: string[];
}

/** Makes a pool; whoever calls stops it. */
export function createTestPool(options: TestPoolOptions = {}): TestPool {
  const printed: string[] = [];
  const events: EmbedderEvent[] = [];
  const pool = new EmbedderPool({
    provider: 'local',
    model: MODEL,
    dimensions: DIMENSIONS,
    modelFolder: options.modelFolder ?? modelFolder,
    workers: options.workers ?? 1,
    supervisor: supervisorSettings(400, { backOffFirstMs: 50, ...options.supervisor }),
    runtimeArguments: runtimeArguments({ ...defaultEmbeddingSettings.runtime, ...options.runtime }),
    starter: createForkStarter({
      entries: childEntries,
      onOutput: (_role, text) => printed.push(text),
      environment: { RECOLLECT_TEST_HOOKS: '1', RECOLLECT_MISBEHAVIOUR: options.misbehaviour ?? '' },
    }),
    probe: createMemoryProbe(),
    now: Date.now,
    random: Math.random,
  });
  pool.onEvent((event) => events.push(event));
  return { pool, events, printed };
}

/** Kinds of the events, without `ready`. */
export function troubles(events: readonly EmbedderEvent[]): string[] {
  return events.map(({ kind }) => kind).filter((kind) => kind !== 'ready');
}

/** How long so many processes that start at once take to give their first answer here and now, in ms. */
export async function measureStart(workers: number): Promise<number> {
  const { pool } = createTestPool({ workers });
  const { signal } = new AbortController();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: workers }, (_, index) => pool.embedDocuments([String(index)], signal)),
  );
  const elapsed = performance.now() - started;
  await pool.stop(5_000);
  return elapsed;
}

/** How long a process may take and say nothing: little, for a quick test, but more where starting one took long. */
export function patience(
  startMs: number,
): Pick<SupervisorSettings, 'startTimeoutMs' | 'silentAfterMs' | 'hungAfterMs'> {
  return {
    startTimeoutMs: Math.max(4_000, startMs * 5),
    silentAfterMs: Math.max(2_000, startMs * 2),
    hungAfterMs: Math.max(3_500, startMs * 4),
  };
}
