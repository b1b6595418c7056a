/**
 * Texts through a pool of real embedder processes with chosen settings, timed, and watched from outside.
 */
import { setTimeout } from 'node:timers/promises';
import {
  defaultEmbeddingSettings,
  type EmbeddingSettings,
} from '../electron/main/embedding/embedding-settings.ts';
import { createLocalProvider } from '../electron/main/embedding/local-provider.ts';
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import { createForkStarter } from '../headless/fork-starter.ts';
import { createMemoryProbe } from '../headless/memory-probe.ts';
import { childEntries, modelFolder } from '../headless/paths.ts';

const OBSERVE_MS = 50;

/** What is run. */
export interface EmbedRunOptions {
  readonly texts: readonly string[];
  /** Texts of a request to the pool. */
  readonly batch: number;
  readonly settings: Partial<EmbeddingSettings> & Pick<EmbeddingSettings, 'workers'>;
  /** Rules of electron/utility/embedder/misbehaviour.ts. */
  readonly misbehaviour?: string;
}

/** What was measured. Memory in MB of one process. */
export interface EmbedRun {
  readonly tokensPerSecond: number;
  /** From the moment at which all processes were ready. */
  readonly seconds: number;
  readonly peakMb: number;
  /** Memory of each process over time: ms and MB. */
  readonly curves: ReadonlyMap<number, readonly (readonly [atMs: number, mb: number])[]>;
  readonly recycled: number;
  readonly killed: number;
  /** Texts that have a vector of norm 1. */
  readonly embedded: number;
}

/** Runs texts through a pool of their own. Leaves no process. */
export async function runEmbedding(options: EmbedRunOptions): Promise<EmbedRun> {
  const { texts, batch, settings, misbehaviour } = options;
  const { signal } = new AbortController();
  const provider = await createLocalProvider({
    modelFolder,
    settings: { ...defaultEmbeddingSettings, ...settings },
    starter: createForkStarter({
      entries: childEntries,
      onOutput: () => undefined,
      ...(misbehaviour === undefined
        ? {}
        : { environment: { RECOLLECT_TEST_HOOKS: '1', RECOLLECT_MISBEHAVIOUR: misbehaviour } }),
    }),
    probe: createMemoryProbe(),
  });
  const counts = { recycled: 0, killed: 0 };
  provider.onEvent(({ kind }) => {
    if (kind === 'recycled' || kind === 'killed') counts[kind] += 1;
  });
  try {
    await warmUp(provider, settings.workers);
    const observer = observe(provider);
    const started = performance.now();
    let [next, tokens, embedded] = [0, 0, 0];
    await Promise.all(
      Array.from({ length: provider.capacity + 1 }, async () => {
        while (next < texts.length) {
          const part = texts.slice(next, next + batch);
          next += part.length;
          const answer = await provider.embedDocuments(part, signal);
          tokens += answer.tokens;
          embedded += countVectors(answer.vectors, provider.dimensions);
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const curves = await observer.stop();
    const peakMb = [...curves.values()].flat().reduce((most, [, mb]) => Math.max(most, mb), 0);
    return { tokensPerSecond: tokens / seconds, seconds, peakMb, curves, embedded, ...counts };
  } finally {
    await provider.stop(5_000);
  }
}

/** Waits until every process has answered something. */
async function warmUp(provider: EmbeddingProvider, workers: number): Promise<void> {
  const { signal } = new AbortController();
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => provider.embedDocuments([`ready ${worker}`], signal)),
  );
}

function countVectors(vectors: Float32Array, dimensions: number): number {
  let count = 0;
  for (let from = 0; from < vectors.length; from += dimensions) {
    const norm = Math.hypot(...vectors.subarray(from, from + dimensions));
    if (Math.abs(norm - 1) < 0.01) count += 1;
  }
  return count;
}

/** Measures all processes of a pool until it is stopped, more often than the pool does. */
function observe(provider: EmbeddingProvider): { stop: () => Promise<EmbedRun['curves']> } {
  const probe = createMemoryProbe();
  const curves = new Map<number, (readonly [number, number])[]>();
  const state = { running: true };
  const done = (async () => {
    while (state.running) {
      const sizes = await probe.measure(provider.status().processes.map(({ pid }) => pid));
      const now = performance.now();
      for (const [pid, mb] of sizes) {
        const curve = curves.get(pid) ?? [];
        curve.push([now, mb]);
        curves.set(pid, curve);
      }
      await setTimeout(OBSERVE_MS);
    }
  })();
  return {
    stop: async () => {
      state.running = false;
      await done;
      return curves;
    },
  };
}

/** The most that any process grew by within so many ms, in MB. */
export function largestGrowth(curves: EmbedRun['curves'], withinMs: number): number {
  let most = 0;
  for (const curve of curves.values()) {
    let from = 0;
    for (const [now, mb] of curve) {
      while ((curve[from]?.[0] ?? now) < now - withinMs) from += 1;
      for (
        let index = from;
        curve[index]?.[0] !== undefined && (curve[index]?.[0] ?? now) <= now;
        index += 1
      ) {
        most = Math.max(most, mb - (curve[index]?.[1] ?? mb));
      }
    }
  }
  return most;
}
