/**
 * An engine with two indexes: real library, real local model, Voyage's stand-in.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../electron/main/engine.ts';
import { Sync } from '../../electron/main/importing/sync.ts';
import { emptyProgress } from '../../electron/main/library/vector-store.ts';
import { search } from '../../electron/main/search/search.ts';
import { composeLibraryReader, composeQueryProvider } from '../../headless/compose.ts';
import { conversationLines, writeHistory } from '../doubles/history.ts';
import { VoyageWorld } from '../doubles/voyage/world.ts';

const { signal } = new AbortController();
const request = (query: string) => ({ query, mode: 'hybrid', limit: 5, filter: {} }) as const;

function importing(engine: Engine, world: VoyageWorld, consent?: () => Promise<void>) {
  return engine.import([{ path: world.home, origin: 'added' }], signal, consent);
}

const standInSaw = (world: VoyageWorld) => world.standIn.bill.texts.join('\n');

async function chunksOf(engine: Engine): Promise<number> {
  return (await engine.library.read.counts()).chunks;
}

describe('an import with Voyage', () => {
  test('reads everything, then asks before the first byte; once agreed to, every chunk has its vector', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple', 'birch', 'cedar']);
    const engine = await world.engine(world.settings('voyage'));
    await expect(importing(engine, world)).rejects.toMatchObject({ code: 'consent-needed' });
    expect(world.standIn.bill.calls).toBe(0);
    expect((await engine.search(request('birch'), signal)).hits).toHaveLength(1);

    const estimate = await engine.voyage.estimate(signal);
    const chunks = await chunksOf(engine);
    expect(estimate).toMatchObject({ chunks, leftOut: 0, model: 'voyage-4', usdPerMillion: 0.06 });
    expect(estimate.sample).toHaveLength(3);
    expect(estimate.usd).toBeCloseTo((estimate.tokens / 1e6) * 0.06, 8);

    const done = await importing(engine, world, () => world.agree(engine));
    expect(done.index).toEqual({ ...emptyProgress(), embedded: chunks });
    expect([...world.standIn.bill.texts].sort()).toEqual([...new Set(world.standIn.bill.texts)].sort());
    const [spent] = await engine.voyage.spending();
    expect(spent?.tokens).toBe(world.standIn.bill.tokens);
    expect(spent?.lostTokens).toBe(0);

    const { hits, coverage, notes } = await engine.search(request('cedar'), signal);
    expect([hits[0]?.conversationId, coverage, notes]).toEqual(['claude-code:cedar', 1, []]);
    expect((await engine.voyage.spending())[0]?.queryTokens).toBeGreaterThan(0);
  });

  test('asks again when a source comes in, and not for what is excluded', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple']);
    const engine = await world.engine(world.settings('voyage'));
    await importing(engine, world, () => world.agree(engine));
    const other = join(world.folder, 'other');
    await writeHistory(
      join(other, 'dune.jsonl'),
      conversationLines('dune', 2, (turn) => `dune ${turn}`),
    );
    const both = [world.home, other].map((path) => ({ path, origin: 'added' as const }));
    await expect(engine.import(both, signal)).rejects.toMatchObject({ code: 'consent-needed' });
    engine.configure(world.settings('voyage', { excludedSources: [other] }));
    const done = await engine.import(both, signal);
    expect(done.index.pending).toBe(0);
    expect(world.standIn.bill.texts.join()).not.toContain('dune');
    expect((await engine.voyage.estimate(signal)).leftOut).toBe(1);
  });

  test('keeps private texts and excluded sources back: no failures, and the index is complete', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple']);
    const [secret, other] = [join(world.home, 'secret.jsonl'), join(world.folder, 'other')];
    await writeHistory(
      secret,
      conversationLines('secret', 1, () => '<private>All of it.</private>'),
    );
    await writeHistory(
      join(other, 'dune.jsonl'),
      conversationLines('dune', 1, () => 'Words of the dune.'),
    );
    const engine = await world.engine(world.settings('voyage', { excludedSources: [other] }));
    const sources = [world.home, other].map((path) => ({ path, origin: 'added' as const }));
    const { index } = await engine.import(sources, signal, () => world.agree(engine));
    expect(index).toMatchObject({ pending: 0, quarantined: 0, withheld: 1, excluded: 1 });
    expect(standInSaw(world)).not.toMatch(/private|dune/i);
    expect(await engine.library.read.failures(10)).toEqual([]);
    const { coverage, hits } = await engine.search(request('dune'), signal);
    expect([coverage, hits[0]?.conversationId]).toEqual([1, 'claude-code:dune']);
    // The question alone.
    expect(world.standIn.bill.texts.at(-1)).toBe('dune');
    expect(await engine.voyage.estimate(signal)).toMatchObject({ chunks: 0, leftOut: 1, privateTexts: 1 });
  });

  test('stores what it has paid for when a call fails, and sends only the rest again', async () => {
    await using world = await VoyageWorld.create({ latencyMs: 20 });
    await world.write(['apple', 'birch', 'cedar', 'dune'], 20);
    const engine = await world.engine(world.settings('voyage', {}, { tokensPerMinute: 120_000 }));
    const agree = () => world.agree(engine);
    world.standIn.behaviour.fault = (call) => (call === 3 ? 'billing' : null);
    await expect(importing(engine, world, agree)).rejects.toMatchObject({ code: 'voyage-billing' });
    const [index] = await engine.library.read.indexes();
    expect(index?.vectors).toBe(new Set(world.standIn.bill.texts).size);
    expect(index?.vectors).toBeGreaterThan(0);
    expect((await importing(engine, world)).index.pending).toBe(0);
    expect(world.standIn.bill.texts).toHaveLength(new Set(world.standIn.bill.texts).size);
    const [spent] = await engine.voyage.spending();
    expect([spent?.tokens, spent?.lostTokens]).toEqual([world.standIn.bill.tokens, 0]);
  });

  test('stops at the spending limit, and goes on when that is raised', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple', 'birch']);
    const settings = (limitUsd: number) => world.settings('voyage', { limitUsd }, { usdPerMillion: 100 });
    const engine = await world.engine(settings(0.001));
    const agree = () => world.agree(engine);
    await expect(importing(engine, world, agree)).rejects.toMatchObject({ code: 'spending-limit' });
    expect(world.standIn.bill.tokens).toBe(0);
    engine.configure(settings(10));
    expect((await importing(engine, world)).index.pending).toBe(0);
  });

  test('counts what a program that was killed had paid for, and pays it again', async () => {
    await using world = await VoyageWorld.create({ latencyMs: 400 });
    await world.write(['apple']);
    const first = await world.engine(world.settings('voyage'));
    const running = importing(first, world, () => world.agree(first));
    const ended = expect(running).rejects.toThrow();
    await expect.poll(() => world.standIn.bill.calls).toBe(1);
    // As a kill leaves it: the library is closed under the import.
    await first.library.close();
    await ended;
    await expect.poll(() => world.standIn.bill.answered).toBe(1);
    const second = await world.engine(world.settings('voyage'));
    await importing(second, world);
    const [spent] = await second.voyage.spending();
    expect(spent?.lostTokens).toBeGreaterThan(0);
    expect(spent?.calls).toBe(2);
  });
});

describe('two indexes', () => {
  test('search stays on the first until the second is complete; changing over is instant and loses nothing', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple', 'birch', 'cedar']);
    const engine = await world.engine(world.settings('local'));
    const { embedded } = (await importing(engine, world)).index;
    await engine.search(request('birch'), signal);
    expect(world.standIn.bill.calls).toBe(0);

    expect(engine.configure(world.settings('voyage'))).toBe(true);
    const meanwhile = await engine.search({ ...request('birch'), mode: 'semantic' }, signal);
    expect([meanwhile.coverage, world.standIn.bill.calls]).toEqual([1, 0]);

    await importing(engine, world, () => world.agree(engine));
    await engine.search(request('birch'), signal);
    const calls = world.standIn.bill.calls;
    expect(world.standIn.bill.texts.at(-1)).toBe('birch');

    engine.configure(world.settings('local'));
    const back = await engine.search({ ...request('birch'), mode: 'semantic' }, signal);
    expect([back.coverage, world.standIn.bill.calls]).toEqual([1, calls]);
    expect((await engine.library.read.indexes()).map(({ vectors }) => vectors)).toEqual([embedded, embedded]);

    const { local, voyage } = await engine.compare({ query: 'cedar', limit: 3, filter: {} }, signal);
    expect([local.hits.length, voyage.hits[0]?.conversationId]).toEqual([3, 'claude-code:cedar']);
  });

  test('one of short numbers takes a quarter of the room and finds the same; it may hold both kinds', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple', 'birch']);
    const engine = await world.engine(world.settings('voyage'));
    await importing(engine, world, () => world.agree(engine));
    const [floats] = await engine.library.read.indexes();
    await world.write(['apple', 'birch', 'cedar', 'dune']);
    engine.configure(world.settings('voyage', { dtype: 'int8' }));
    await importing(engine, world);
    const [both] = await engine.library.read.indexes();
    const added = (both?.vectors ?? 0) - (floats?.vectors ?? 0);
    expect(both?.id).toBe(floats?.id);
    expect(added).toBeGreaterThan(0);
    expect((both?.bytes ?? 0) - (floats?.bytes ?? 0)).toBe(added * (256 + 4 + (2 * 256) / 8));
    for (const name of ['apple', 'dune']) {
      const { hits, coverage } = await engine.search({ ...request(name), mode: 'semantic' }, signal);
      expect([hits[0]?.conversationId, coverage]).toEqual([`claude-code:${name}`, 1]);
    }
  });

  test('one can be removed, but not the one that is searched', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple']);
    const engine = await world.engine(world.settings('local'));
    await importing(engine, world);
    engine.configure(world.settings('voyage'));
    await importing(engine, world, () => world.agree(engine));
    const [local, voyage] = await engine.library.read.indexes();
    await expect(engine.removeIndex(voyage?.id ?? 0)).rejects.toMatchObject({ code: 'usage' });
    await engine.removeIndex(local?.id ?? 0);
    expect((await engine.library.read.indexes()).map(({ provider }) => provider)).toEqual(['voyage']);
    expect((await engine.search(request('apple'), signal)).hits).toHaveLength(1);
    engine.configure(world.settings('local'));
    expect((await importing(engine, world)).index.pending).toBe(0);
  });

  test('a query that fails at Voyage is answered by words, which says so', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple']);
    const engine = await world.engine(world.settings('voyage'));
    await importing(engine, world, () => world.agree(engine));
    world.standIn.behaviour.fault = () => 'bad-key';
    const { hits, notes } = await engine.search(request('apple'), signal);
    expect(hits).toHaveLength(1);
    expect(notes.join()).toMatch(/Found by word only: .*key/);
    world.standIn.behaviour.fault = () => 'unavailable';
    const again = await engine.search(request('apple'), signal);
    expect(again.notes.join()).toMatch(/Found by word only: .*503.* Search again in a moment\.$/);
  });

  test('a reader beside the engine asks Voyage too, and its queries enter the account', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple']);
    const engine = await world.engine(world.settings('voyage'));
    await importing(engine, world, () => world.agree(engine));
    const before = (await engine.voyage.spending())[0]?.queryTokens ?? 0;
    const library = await composeLibraryReader(world.data);
    const provider = await composeQueryProvider(world.host(world.settings('voyage')), library);
    const { id } = (await library.read.indexes())[0] ?? { id: 0 };
    const { notes } = await search(library, { id, provider, coverage: 1 }, request('apple'), signal);
    await library.close();
    expect(notes).toEqual([]);
    expect((await engine.voyage.spending())[0]?.queryTokens).toBeGreaterThan(before);
  });
});

describe('background sync', () => {
  test('fills the other index when the provider changes, and waits for consent', async () => {
    await using world = await VoyageWorld.create();
    await world.write(['apple', 'birch']);
    const engine = await world.engine(world.settings('local'));
    await importing(engine, world);
    const chunks = await chunksOf(engine);
    const sync = new Sync({ engine, now: Date.now, changed: () => undefined });
    await sync.start();
    const phase = () => sync.state().phase;
    try {
      await expect.poll(phase).toBe('idle');
      engine.configure(world.settings('voyage'));
      sync.providerChanged();
      await expect.poll(phase).toBe('failed');
      expect(sync.state()).toMatchObject({ failure: { code: 'consent-needed' } });
      await world.agree(engine);
      sync.providerChanged();
      await expect.poll(() => world.standIn.bill.texts.length).toBe(chunks);
      await expect.poll(phase).toBe('idle');
      engine.configure(world.settings('voyage', { model: 'voyage-4-lite' }));
      sync.providerChanged();
      await world.agree(engine);
      sync.providerChanged();
      await expect.poll(() => world.standIn.bill.texts.length).toBe(chunks * 2);
      await expect
        .poll(async () => (await engine.library.read.indexes()).map(({ vectors }) => vectors))
        .toEqual([chunks, chunks, chunks]);
    } finally {
      await sync.stop();
    }
  });
});
