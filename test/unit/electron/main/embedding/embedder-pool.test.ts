import { describe, expect, test } from 'vitest';
import { settled, type FakeStarter } from '../../../../doubles/fake-embedders.ts';
import { createFakePool } from '../../../../doubles/fake-pool.ts';
import { DIMENSIONS } from '../../../../doubles/slot-world.ts';

const { signal } = new AbortController();

/** The process started so many places before the last one. */
function last(starter: FakeStarter, before = 0) {
  const child = starter.started.at(-1 - before);
  if (!child) throw new Error('No process was started.');
  return child;
}

describe('a pool', () => {
  test('starts no process before there is work, and no more than the work needs', async () => {
    const { pool, starter } = createFakePool({ workers: 3 });
    expect(starter.started).toHaveLength(0);
    void pool.embedDocuments(['a'], signal).catch(() => undefined);
    expect(starter.started).toHaveLength(1);
    void pool.embedDocuments(['b'], signal).catch(() => undefined);
    expect(starter.started).toHaveLength(2);
    await last(starter).ready();
    expect(last(starter).args).toEqual(['/model', '--generation', '1']);
  });

  test('answers documents in their order, each request with its own', async () => {
    const { pool, starter } = createFakePool();
    const first = pool.embedDocuments(['a', 'b'], signal);
    const second = pool.embedDocuments(['c'], signal);
    await last(starter).ready();
    await starter.playAll();
    expect(await first).toMatchObject({
      vectors: new Float32Array([1, 0, 1, 0]),
      quarantined: [],
      tokens: 2,
    });
    expect(await second).toMatchObject({ vectors: new Float32Array([1, 0]), tokens: 1 });
  });

  test('answers a request for nothing without a process', async () => {
    const { pool, starter } = createFakePool();
    expect(await pool.embedDocuments([], signal)).toEqual({
      vectors: new Float32Array(0),
      quarantined: [],
      tokens: 0,
    });
    expect(starter.started).toHaveLength(0);
  });

  test('sends a query to a process that is busy with documents, at once', async () => {
    const { pool, starter } = createFakePool();
    const documents = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    const query = pool.embedQuery('q', signal);
    expect(last(starter).embeds.map(({ kind }) => kind)).toEqual(['document', 'query']);
    await last(starter).answer(1);
    expect(await query).toEqual(new Float32Array([1, 0]));
    await last(starter).answer();
    await documents;
  });

  test('prefers an idle process for a query', async () => {
    const { pool, starter } = createFakePool({ workers: 2 });
    const documents = Promise.all([pool.embedDocuments(['a'], signal), pool.embedDocuments(['b'], signal)]);
    await last(starter, 1).ready();
    await last(starter).ready();
    await last(starter).answer();
    const query = pool.embedQuery('q', signal);
    expect(last(starter).embeds.map(({ kind }) => kind)).toEqual(['query']);
    await starter.playAll();
    await query;
    await documents;
  });

  test('asks a query again elsewhere when its process dies', async () => {
    const { pool, starter } = createFakePool({ workers: 2 });
    const documents = Promise.all([pool.embedDocuments(['a'], signal), pool.embedDocuments(['b'], signal)]);
    await last(starter, 1).ready();
    await last(starter).ready();
    const query = pool.embedQuery('q', signal);
    const [asked, other] =
      starter.started[0]?.embeds.length === 2 ? starter.started : [...starter.started].reverse();
    await asked?.exit();
    expect(other?.embeds.map(({ kind }) => kind)).toEqual(['document', 'query']);
    await other?.answer(1);
    expect(await query).toHaveLength(DIMENSIONS);
    await starter.playAll();
    await documents;
  });

  test('embeds everything when a process dies in mid-batch', async () => {
    const { pool, starter, clock, events } = createFakePool();
    const documents = pool.embedDocuments(['a', 'b'], signal);
    await last(starter).ready();
    await last(starter).exit();
    await clock.pass(1_000);
    expect(starter.started).toHaveLength(2);
    await last(starter).ready();
    await starter.playAll();
    expect((await documents).tokens).toBe(2);
    expect(events.map(({ kind }) => kind)).toEqual(['ready', 'crashed', 'ready']);
    expect(pool.status()).toMatchObject({ restarts: 1, failure: null });
  });

  test('names a text that kills, and embeds those around it', async () => {
    const { pool, starter, clock, events } = createFakePool();
    const documents = pool.embedDocuments(['a', 'x', 'b'], signal);
    for (let round = 0; round < 40; round += 1) {
      for (const child of starter.alive) {
        if (child.embeds.some(({ texts }) => texts.includes('x')))
          await child.exit({ code: 1, signal: null });
        else if (child.embeds.length > 0) await child.answer();
      }
      await clock.pass(1_000);
      if (!last(starter).gone && pool.status().processes.some(({ state }) => state === 'starting')) {
        await last(starter).ready();
      }
    }
    const { vectors, quarantined } = await documents;
    expect(quarantined.map(({ index }) => index)).toEqual([1]);
    expect([...vectors]).toEqual([1, 0, 0, 0, 1, 0]);
    expect(events.find(({ kind }) => kind === 'quarantined')?.reason).toContain('with code 1');
  });

  test('kills what the probe finds over the ceiling, whatever the process says', async () => {
    const { pool, starter, clock, events } = createFakePool();
    const documents = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    last(starter).rssMb = 450;
    await clock.pass(250);
    expect(last(starter).killed).toBe(true);
    await last(starter).exit();
    await last(starter).ready();
    await starter.playAll();
    expect((await documents).tokens).toBe(1);
    expect(events.map(({ kind }) => kind)).toEqual(['ready', 'killed', 'ready']);
    expect(events.at(-1)).toMatchObject({ beforeMb: 450, afterMb: 150 });
    expect(pool.status().peakMb).toBe(450);
  });

  test('believes the processes where the probe fails', async () => {
    const { pool, starter } = createFakePool({
      probe: { measure: () => Promise.reject(new Error('no /proc')) },
    });
    const documents = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    await starter.playAll();
    expect((await documents).tokens).toBe(1);
  });

  test('shows every process with what it does', async () => {
    const { pool, starter } = createFakePool();
    const first = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    const second = pool.embedDocuments(['b'], signal);
    last(starter).rssMb = 350;
    await last(starter).answer();
    await first;
    expect(pool.status().processes.map(({ state, generation, pid }) => [state, generation, pid])).toEqual([
      ['busy', 1, 1_000],
      ['warming', 2, 1_001],
    ]);
    await last(starter).ready();
    await starter.started[0]?.answer();
    await second;
    expect(pool.status().processes.map(({ state }) => state)).toEqual(['ending', 'ready']);
  });

  test('rejects what it can not do any more with the reason, until it is told to retry', async () => {
    const { pool, starter } = createFakePool();
    const documents = pool.embedDocuments(['a'], signal);
    const query = pool.embedQuery('q', signal);
    void last(starter).say({ type: 'unusable', code: 'model-damaged', message: 'model.onnx is damaged.' });
    await expect(documents).rejects.toMatchObject({
      code: 'model-damaged',
      message: 'model.onnx is damaged.',
    });
    await expect(query).rejects.toMatchObject({ code: 'model-damaged' });
    await expect(pool.embedDocuments(['b'], signal)).rejects.toMatchObject({ code: 'model-damaged' });
    expect(pool.status().failure).toMatchObject({ code: 'model-damaged' });
    await last(starter).exit();
    pool.retry();
    const again = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    await starter.playAll();
    expect((await again).tokens).toBe(1);
  });

  test('goes on with the others when one slot has given up', async () => {
    const { pool, starter } = createFakePool({ workers: 2 });
    const both = Promise.all([pool.embedDocuments(['a'], signal), pool.embedDocuments(['b'], signal)]);
    await last(starter, 1).say({ type: 'unusable', code: 'internal', message: 'no' });
    await last(starter).ready();
    await starter.playAll();
    expect(await both).toHaveLength(2);
  });

  test('drops the work of a request that is cancelled', async () => {
    const { pool, starter } = createFakePool();
    const abort = new AbortController();
    const cancelled = Promise.all(
      ['a', 'b'].map((text) =>
        expect(pool.embedDocuments([text], abort.signal)).rejects.toMatchObject({ code: 'cancelled' }),
      ),
    );
    const other = pool.embedDocuments(['c'], signal);
    await last(starter).ready();
    abort.abort();
    await cancelled;
    await last(starter).answer();
    expect(last(starter).embeds.map(({ texts }) => texts)).toEqual([['c']]);
    await last(starter).answer();
    await other;
    await expect(pool.embedDocuments(['d'], abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('stops processes that have nothing to do, and starts them again for the next work', async () => {
    const { pool, starter, clock } = createFakePool();
    const first = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    await starter.playAll();
    await first;
    for (let second = 0; second < 60; second += 1) {
      await last(starter).say({ type: 'alive', rssMb: 150 });
      await clock.pass(1_000);
    }
    await starter.playAll();
    expect(starter.alive).toHaveLength(0);
    const next = pool.embedDocuments(['b'], signal);
    await last(starter).ready();
    await starter.playAll();
    await next;
    expect(starter.started).toHaveLength(2);
    expect(pool.status().restarts).toBe(0);
  });

  test('when it stops lets what is in flight finish and rejects what waits', async () => {
    const { pool, starter } = createFakePool();
    const inFlight = pool.embedDocuments(['a'], signal);
    const refused = expect(pool.embedDocuments(['b'], signal)).rejects.toMatchObject({ code: 'cancelled' });
    await last(starter).ready();
    const stopped = pool.stop(1_000);
    await refused;
    await expect(pool.embedDocuments(['c'], signal)).rejects.toMatchObject({ code: 'cancelled' });
    await starter.playAll();
    await stopped;
    expect((await inFlight).tokens).toBe(1);
    expect(starter.alive).toHaveLength(0);
  });

  test('when it stops kills what does not finish within the grace', async () => {
    const { pool, starter, clock } = createFakePool();
    const refused = expect(pool.embedDocuments(['a'], signal)).rejects.toMatchObject({ code: 'cancelled' });
    await last(starter).ready();
    const stopped = pool.stop(1_000);
    await clock.pass(1_000);
    expect(last(starter).killed).toBe(true);
    await last(starter).exit();
    await stopped;
    await refused;
  });

  test('that was never used stops at once', async () => {
    await createFakePool().pool.stop(1_000);
  });

  test('does not hold silence against processes while the machine sleeps', async () => {
    const { pool, starter, clock, events } = createFakePool();
    const documents = pool.embedDocuments(['a'], signal);
    await last(starter).ready();
    pool.suspend();
    await clock.pass(3_600_000);
    pool.resume();
    await settled();
    expect(last(starter).killed).toBe(false);
    await starter.playAll();
    await documents;
    expect(events.map(({ kind }) => kind)).toEqual(['ready']);
  });
});
