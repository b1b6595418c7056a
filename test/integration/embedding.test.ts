/**
 * The pool with real processes and the bundled model: whatever the processes do, every text gets the vector that it
 * gets in an undisturbed run.
 */
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { modelFolder } from '../../headless/paths.ts';
import {
  createTestPool,
  DIMENSIONS,
  measureStart,
  patience,
  troubles,
  type TestPool,
  type TestPoolOptions,
} from '../doubles/embedder-pool.ts';

const { signal } = new AbortController();
const BATCH = 16;
/** Six batches of texts of many lengths. */
const texts = Array.from(
  { length: 6 * BATCH },
  (_, index) => `Text ${index}: ${'the harbour lantern '.repeat(index % 23)}`,
);

let current: TestPool | undefined;
let undisturbed: Float32Array;
let startMs: number;

/** A pool that is stopped after the test. */
function create(options: TestPoolOptions = {}): TestPool {
  current = createTestPool(options);
  return current;
}

/** Embeds all texts in batches, several under way at once. */
async function embedAll({ pool }: TestPool): Promise<{ vectors: Float32Array; quarantined: number[] }> {
  const vectors = new Float32Array(texts.length * DIMENSIONS);
  const quarantined: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: pool.capacity }, async () => {
      while (next < texts.length) {
        const from = next;
        next += BATCH;
        const answer = await pool.embedDocuments(texts.slice(from, from + BATCH), signal);
        vectors.set(answer.vectors, from * DIMENSIONS);
        quarantined.push(...answer.quarantined.map(({ index }) => from + index));
      }
    }),
  );
  return { vectors, quarantined };
}

/** Waits until something is so; the test's own timeout is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(10);
}

/** The process that works on documents. */
function busyPid({ pool }: TestPool): number | undefined {
  return pool.status().processes.find(({ state }) => state === 'busy')?.pid;
}

beforeAll(async () => {
  startMs = await measureStart(1);
  const reference = createTestPool();
  undisturbed = (await embedAll(reference)).vectors;
  await reference.pool.stop(5_000);
});

afterEach(async () => {
  await current?.pool.stop(5_000);
  current = undefined;
});

describe('nothing is lost and nothing is doubled', () => {
  test('when processes are killed in mid-batch', async () => {
    const running = create({ workers: 2 });
    const embedded = embedAll(running);
    for (let kill = 1; kill <= 3; kill += 1) {
      await until(() => busyPid(running) !== undefined);
      process.kill(busyPid(running) ?? 0, 'SIGKILL');
      await until(() => troubles(running.events).length >= kill);
    }
    expect(await embedded).toEqual({ vectors: undisturbed, quarantined: [] });
    expect(troubles(running.events)).toEqual(['crashed', 'crashed', 'crashed']);
    expect(running.pool.status().restarts).toBe(3);
  });

  // Windows has no signal that stops a process for a while.
  test.skipIf(process.platform === 'win32')(
    'when a process stands still: it is reported, then killed',
    async () => {
      const running = create({ supervisor: patience(startMs) });
      const embedded = embedAll(running);
      await until(() => busyPid(running) !== undefined);
      process.kill(busyPid(running) ?? 0, 'SIGSTOP');
      expect(await embedded).toEqual({ vectors: undisturbed, quarantined: [] });
      // Its successor may be silent for a while too, on a busy machine.
      const told = troubles(running.events);
      expect(told.slice(0, 2)).toEqual(['silent', 'crashed']);
      expect(told.slice(2)).not.toContain('crashed');
    },
  );

  test.each<[string, string[]]>([
    ['never-ready@1', ['crashed']],
    ['hang@1#2', ['silent', 'crashed']],
    ['crash@1#2', ['crashed']],
    ['exit@1#2', ['crashed']],
    ['garbage@1#2', ['crashed']],
    ['not-finite@1#2', ['crashed']],
    ['too-few-rows@1#2', ['crashed']],
    ['wrong-batch@1#2', ['crashed']],
    ['wrong-generation@1#2', ['crashed']],
    ['twice@1#2', ['crashed']],
    ['late@1#6', []],
    ['balloon@1#2', ['killed']],
    ['lie@1,balloon@1#2', ['killed']],
    ['lie', []],
    ['exit@1#2,garbage@2,twice@3', ['crashed', 'crashed', 'crashed']],
  ])('when a process misbehaves: %s', async (misbehaviour, expected) => {
    const running = create({ misbehaviour, supervisor: patience(startMs) });
    expect(await embedAll(running)).toEqual({ vectors: undisturbed, quarantined: [] });
    // A busy machine may let one that does its work be silent for a while.
    const told = troubles(running.events).filter((kind) => kind !== 'silent' || expected.includes(kind));
    expect(told).toEqual(expected);
  });

  test('when one text kills every process: it alone goes without a vector, and is named', async () => {
    const running = create({ misbehaviour: 'exit~Text 37:' });
    const { vectors, quarantined } = await embedAll(running);
    expect(quarantined).toEqual([37]);
    const expected = undisturbed.slice().fill(0, 37 * DIMENSIONS, 38 * DIMENSIONS);
    expect(vectors).toEqual(expected);
    expect(running.events.find(({ kind }) => kind === 'quarantined')?.reason).toContain('with code 0');
    expect(running.pool.status().failure).toBeNull();
  });
});

describe('the memory ceiling', () => {
  /** As the importer was before: everything that makes memory grow. */
  const hostile = { batchSize: 64, tokenBudget: 0, memoryPattern: true };
  const long = Array.from(
    { length: 128 },
    (_, index) => `${index} ${'harbour lantern '.repeat(100 + (index % 25))}`,
  );

  /** Processes of the pool that were seen over `mb` by another observer, until something is done. */
  async function seenOver(mb: number, { pool }: TestPool, done: Promise<unknown>): Promise<Set<number>> {
    const probe = createMemoryProbe();
    const over = new Set<number>();
    const state = { done: false };
    void done.finally(() => (state.done = true));
    while (!state.done) {
      const sizes = await probe.measure(pool.status().processes.map(({ pid }) => pid));
      for (const [pid, rssMb] of sizes) if (rssMb > mb) over.add(pid);
      await setTimeout(50);
    }
    return over;
  }

  test('holds with a hostile setting: what passes it is killed, and every text is embedded', async () => {
    const running = create({ runtime: hostile, supervisor: { hardCeilingMb: 300, softCeilingMb: 255 } });
    const embedded = running.pool.embedDocuments(long, signal);
    const over = await seenOver(300, running, embedded);
    expect((await embedded).quarantined).toEqual([]);
    expect((await embedded).vectors.some(Number.isNaN)).toBe(false);
    expect(troubles(running.events)).toContain('killed');
    expect(running.events.every(({ kind }) => kind !== 'crashed' && kind !== 'failed')).toBe(true);
    // Whatever passes the ceiling is ended for it: one that was over it when the last text was done, soon after.
    const alive = () => running.pool.status().processes.map(({ pid }) => pid);
    await until(() => alive().every((pid) => !over.has(pid)));
  });

  test('is kept as planned at the soft one: the next process is warm before the old one leaves', async () => {
    const running = create({ runtime: hostile, supervisor: { hardCeilingMb: 100_000, softCeilingMb: 220 } });
    for (let round = 0; round < 3; round += 1) {
      const answer = await running.pool.embedDocuments(long.slice(0, 32), signal);
      expect(answer.quarantined).toEqual([]);
      await until(() => running.pool.status().processes.every(({ state }) => state !== 'warming'));
    }
    // On a busy machine a run of 32 long texts may take long enough to be called silent.
    expect(new Set(troubles(running.events).filter((kind) => kind !== 'silent'))).toEqual(
      new Set(['recycled']),
    );
    const recycled = running.events.find(({ kind }) => kind === 'recycled');
    expect(recycled?.beforeMb ?? 0).toBeGreaterThanOrEqual(220);
    expect(recycled?.afterMb ?? Infinity).toBeLessThan(220);
    const kinds = running.events
      .filter(({ generation, kind }) => generation <= 2 && kind !== 'silent')
      .map(({ kind, generation }) => `${kind} ${generation}`);
    expect(kinds.slice(0, 3)).toEqual(['ready 1', 'ready 2', 'recycled 1']);
  });

  test('that is too low for the model is refused with the one that is needed', async () => {
    const running = create({ supervisor: { hardCeilingMb: 150, softCeilingMb: 127 } });
    await expect(running.pool.embedDocuments(['a'], signal)).rejects.toMatchObject({
      code: 'ceiling-too-low',
      message: expect.stringMatching(/too low for this model \(needs about \d+ MB\)/) as unknown,
    });
  });

  test('is far from what the recipe takes: less than half of what the hostile setting takes for the same', async () => {
    const peaks = [];
    for (const runtime of [undefined, hostile]) {
      const unlimited = { hardCeilingMb: 100_000, softCeilingMb: 100_000 };
      const { pool } = create({ supervisor: unlimited, ...(runtime ? { runtime } : {}) });
      await pool.embedDocuments(long.slice(0, 64), signal);
      peaks.push(pool.status().peakMb);
      await pool.stop(10_000);
    }
    const [recipe = 0, hostileOne = 0] = peaks;
    expect(recipe).toBeLessThan(hostileOne / 2);
  });
});

describe('a pool', () => {
  test('answers a query while documents are being embedded', async () => {
    const running = create();
    const order: string[] = [];
    const documents = running.pool.embedDocuments(texts, signal).then(() => order.push('documents'));
    await until(() => busyPid(running) !== undefined);
    const query = running.pool.embedQuery(texts[40] ?? '', signal).then((vector) => {
      order.push('query');
      return vector;
    });
    expect(await query).toEqual(undisturbed.slice(40 * DIMENSIONS, 41 * DIMENSIONS));
    await documents;
    expect(order).toEqual(['query', 'documents']);
  });

  test('cuts a query to the model window, and keeps its beginning', async () => {
    const running = create();
    const [long, cut] = await Promise.all([
      running.pool.embedQuery('harbour '.repeat(5_000), signal),
      running.pool.embedQuery('harbour '.repeat(254), signal),
    ]);
    expect(long).toEqual(cut);
  });

  test('finishes what is in flight when it stops, and leaves no process', async () => {
    const running = create();
    const inFlight = running.pool.embedDocuments(texts.slice(0, BATCH), signal);
    await until(() => busyPid(running) !== undefined);
    const pid = busyPid(running) ?? 0;
    await running.pool.stop(10_000);
    expect((await inFlight).vectors).toEqual(undisturbed.slice(0, BATCH * DIMENSIONS));
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test('names the file of a model that is damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recollect-model-'));
    try {
      await cp(modelFolder, folder, { recursive: true });
      await truncate(join(folder, 'model.onnx'), 1_000_000);
      const running = create({ modelFolder: folder });
      await expect(running.pool.embedDocuments(['a'], signal)).rejects.toMatchObject({
        code: 'model-damaged',
        message: expect.stringContaining('model.onnx has 1000000 bytes') as unknown,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
