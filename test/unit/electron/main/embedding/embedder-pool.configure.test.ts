import { describe, expect, test } from 'vitest';
import type { ProviderLimits } from '../../../../../electron/main/embedding/provider.ts';
import { supervisorSettings } from '../../../../../electron/main/embedding/supervisor.ts';
import { settled, type FakeEmbedder, type FakeStarter } from '../../../../doubles/fake-embedders.ts';
import { createFakePool } from '../../../../doubles/fake-pool.ts';

const { signal } = new AbortController();
const limits: ProviderLimits = { ceilingMb: 400, workers: 1, priority: 'below-normal', restShare: 0 };

/** A pool with these limits, and what it works with. */
function createPool(changes: Partial<ProviderLimits> = {}) {
  const { ceilingMb, ...others } = { ...limits, ...changes };
  const { pool, starter, clock, events } = createFakePool({
    ...others,
    supervisor: supervisorSettings(ceilingMb),
  });
  /** Asks for so many batches of one text. */
  const embed = (batches: number) =>
    Promise.all(
      Array.from({ length: batches }, (_, index) => pool.embedDocuments([`text ${index}`], signal)),
    );
  return { pool, starter, clock, events, embed };
}

/** Lets processes that were started get ready. */
async function readyAll(starter: FakeStarter): Promise<void> {
  for (const child of starter.alive) if (child.requests.length === 0) await child.ready();
}

function first(starter: FakeStarter): FakeEmbedder {
  const [child] = starter.alive;
  if (!child) throw new Error('No process is alive.');
  return child;
}

const working = (starter: FakeStarter): number =>
  starter.alive.filter(({ embeds }) => embeds.length > 0).length;

describe('workers', () => {
  test('that are added take of the work that waits', async () => {
    const { pool, starter, embed } = createPool();
    const done = embed(6);
    await readyAll(starter);
    expect(starter.alive).toHaveLength(1);
    pool.configure({ ...limits, workers: 3 });
    expect(pool.capacity).toBe(6);
    expect(starter.alive).toHaveLength(3);
    await readyAll(starter);
    expect(working(starter)).toBe(3);
    await starter.playAll();
    expect(await done).toHaveLength(6);
  });

  test('that are taken away finish what they have in flight, and get no more', async () => {
    const { pool, starter, embed, events } = createPool({ workers: 3 });
    const done = embed(9);
    await readyAll(starter);
    expect(working(starter)).toBe(3);
    pool.configure({ ...limits, workers: 1 });
    const [, ...dismissed] = starter.alive;
    for (const child of dismissed) {
      expect(child.killed).toBe(false);
      await child.answer();
      expect(child.requests.map(({ type }) => type)).toEqual(['exit']);
      await child.exit({ code: 0, signal: null });
    }
    expect(starter.alive).toHaveLength(1);
    await starter.playAll();
    expect(await done).toHaveLength(9);
    expect(events.filter(({ kind }) => kind !== 'ready')).toEqual([]);
    expect(pool.status().restarts).toBe(0);
  });

  test('that are taken away and do not finish are ended, and their batch goes to another', async () => {
    const { pool, starter, clock, embed } = createPool({ workers: 2 });
    const done = embed(2);
    await readyAll(starter);
    const [stays, goes] = starter.alive;
    pool.configure({ ...limits, workers: 1 });
    await stays?.answer();
    for (let second = 0; second < 31; second += 1) {
      await clock.pass(1_000);
      for (const child of starter.alive) if (!child.killed) await child.say({ type: 'alive', rssMb: 150 });
    }
    expect(goes?.killed).toBe(true);
    await goes?.exit();
    await starter.playAll();
    expect(await done).toHaveLength(2);
  });

  test('that are wanted again come back', async () => {
    const { pool, starter, embed } = createPool({ workers: 2 });
    const done = embed(8);
    await readyAll(starter);
    pool.configure({ ...limits, workers: 1 });
    pool.configure({ ...limits, workers: 2 });
    for (const child of starter.alive) await child.answer();
    for (const child of starter.alive)
      if (child.requests.some(({ type }) => type === 'exit')) await child.exit({ code: 0, signal: null });
    await settled();
    await readyAll(starter);
    expect(working(starter)).toBe(2);
    await starter.playAll();
    expect(await done).toHaveLength(8);
  });
});

describe('the ceiling', () => {
  test('that is lowered ends what is over it, and nothing is lost', async () => {
    const { pool, starter, clock, embed, events } = createPool();
    const done = embed(2);
    await readyAll(starter);
    const child = first(starter);
    child.rssMb = 350;
    await clock.pass(300);
    expect(child.killed).toBe(false);
    pool.configure({ ...limits, ceilingMb: 300 });
    await clock.pass(300);
    expect(child.killed).toBe(true);
    expect(events.find(({ kind }) => kind === 'killed')?.reason).toContain('ceiling of 300 MB');
    await child.exit();
    await readyAll(starter);
    await starter.playAll();
    expect(await done).toHaveLength(2);
  });

  test('that is raised lets a process go on that would have been replaced', async () => {
    const { pool, starter, clock, embed, events } = createPool();
    const done = embed(1);
    await readyAll(starter);
    first(starter).rssMb = 390;
    pool.configure({ ...limits, ceilingMb: 800 });
    await clock.pass(300);
    await starter.playAll();
    await done;
    expect(events.map(({ kind }) => kind)).toEqual(['ready']);
  });

  test('that was too low for the model lets it try again when it is raised, not when it is lowered', async () => {
    const { pool, starter, embed } = createPool({ ceilingMb: 150 });
    const refused = embed(1);
    await expect(Promise.all([refused, readyAll(starter)])).rejects.toMatchObject({
      code: 'ceiling-too-low',
    });
    await first(starter).exit();
    pool.configure({ ...limits, ceilingMb: 140 });
    expect(pool.status().failure?.code).toBe('ceiling-too-low');
    pool.configure({ ...limits, ceilingMb: 400 });
    expect(pool.status().failure).toBeNull();
    const done = embed(1);
    await readyAll(starter);
    await starter.playAll();
    expect(await done).toHaveLength(1);
  });
});

describe('the pace', () => {
  test('sets the priority of processes that run, and of those to come', async () => {
    const { pool, starter, embed } = createPool({ workers: 2 });
    const done = embed(4);
    await readyAll(starter);
    expect(starter.alive.map(({ priority }) => priority)).toEqual(['below-normal', 'below-normal']);
    pool.configure({ ...limits, workers: 3, priority: 'lowest' });
    expect(starter.alive.map(({ priority }) => priority)).toEqual(['lowest', 'lowest', 'lowest']);
    await readyAll(starter);
    await starter.playAll();
    await done;
  });

  test('of the lowest priority makes silence count later: the process may wait long for a core', async () => {
    const killedAfter = async (priority: ProviderLimits['priority']): Promise<number> => {
      const { starter, clock, embed, pool } = createPool();
      embed(1).catch(() => undefined);
      await readyAll(starter);
      pool.configure({ ...limits, priority });
      for (let second = 1; second <= 300; second += 1) {
        await clock.pass(1_000);
        if (first(starter).killed) return second;
      }
      return Infinity;
    };
    expect(await killedAfter('below-normal')).toBe(30);
    expect(await killedAfter('lowest')).toBe(120);
  });

  test('replaces a process whose priority the system does not raise, after its batch', async () => {
    const { pool, starter, embed, events } = createPool({ priority: 'lowest' });
    starter.prioritiesMayRise = false;
    const done = embed(2);
    await readyAll(starter);
    const child = first(starter);
    pool.configure(limits);
    expect(child.killed).toBe(false);
    await child.answer();
    await child.exit({ code: 0, signal: null });
    await readyAll(starter);
    expect(first(starter)).not.toBe(child);
    expect(first(starter).priority).toBe('below-normal');
    await starter.playAll();
    expect(await done).toHaveLength(2);
    expect(events.every(({ kind }) => kind === 'ready')).toBe(true);
  });

  test('with rests gives the next batch after as long as the last one took; a query need not wait', async () => {
    const { pool, starter, clock, embed } = createPool({ restShare: 1 });
    const done = embed(2);
    await readyAll(starter);
    const child = first(starter);
    await clock.pass(2_000);
    await child.answer();
    await clock.pass(1_900);
    expect(child.embeds).toHaveLength(0);
    const query = pool.embedQuery('q', signal);
    expect(child.embeds.map(({ kind }) => kind)).toEqual(['query']);
    await child.answer();
    await query;
    await clock.pass(100);
    expect(child.embeds.map(({ kind }) => kind)).toEqual(['document']);
    await child.answer();
    expect(await done).toHaveLength(2);
  });

  test('without rests ends a rest', async () => {
    const { pool, starter, clock, embed } = createPool({ restShare: 1 });
    const done = embed(2);
    await readyAll(starter);
    await clock.pass(4_000);
    await first(starter).answer();
    expect(working(starter)).toBe(0);
    pool.configure(limits);
    expect(working(starter)).toBe(1);
    await starter.playAll();
    await done;
  });
});
