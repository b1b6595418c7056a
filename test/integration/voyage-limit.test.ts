/**
 * The spending limit as a user meets it, on the command line and in the window: it stops, says so, keeps what was
 * bought, and goes on when it is raised.
 */
import { describe, expect, test } from 'vitest';
import { runRecollect, writeVoyageSettings } from '../doubles/voyage/command-line.ts';
import { VoyageWindow } from '../doubles/voyage/window.ts';
import { VoyageWorld } from '../doubles/voyage/world.ts';

/** A model at $1,000 a million tokens, in calls of about $1.20: the histories cost about $7. */
const dear = { 'voyage-4': { freeTokens: 0, usdPerMillion: 1_000, tokensPerMinute: 120_000 } };

async function aWorld(): Promise<VoyageWorld> {
  const world = await VoyageWorld.create();
  await world.write(['apple', 'birch', 'cedar', 'dune'], 20);
  return world;
}

const billed = ({ standIn }: VoyageWorld): number => standIn.bill.tokens / 1_000;
const sentTwice = ({ standIn }: VoyageWorld): number =>
  standIn.bill.texts.length - new Set(standIn.bill.texts).size;

describe('the spending limit', () => {
  test('stops an import from the command line, and lets it go on when it is raised', async () => {
    await using world = await aWorld();
    await writeVoyageSettings(world, { models: dear });
    const args = ['import', world.home, '--provider', 'voyage', '--accept-cost'];
    const stopped = await runRecollect(world, [...args, '--limit-usd', '3']);
    expect(stopped).toMatchObject({ code: 1, document: { error: { code: 'spending-limit' } } });
    expect(stopped.said).toMatch(/The spending limit of \$3\.00 is reached: .* --limit-usd/);
    expect(billed(world)).toBeGreaterThan(0);
    expect(billed(world)).toBeLessThanOrEqual(3);

    const cost = await runRecollect(world, ['cost', '--limit-usd', '3']);
    const { estimate, spending, limitUsd } = cost.document as {
      estimate: { chunks: number; usdPerMillion: number };
      spending: { usd: number }[];
      limitUsd: number;
    };
    expect([estimate.usdPerMillion, limitUsd]).toEqual([1_000, 3]);
    expect(spending[0]?.usd).toBeCloseTo(billed(world), 6);
    const sent = world.standIn.bill.texts.length;

    const finished = await runRecollect(world, [...args, '--limit-usd', '30']);
    expect(finished).toMatchObject({ code: 0, document: { quarantined: 0, voyage: { lostTokens: 0 } } });
    expect([world.standIn.bill.texts.length - sent, sentTwice(world)]).toEqual([estimate.chunks, 0]);
  });

  test('stops the sync of the app with a sentence, and lets it go on when it is raised in the window', async () => {
    await using world = await aWorld();
    await writeVoyageSettings(world, { models: dear, limitUsd: 3 });
    await using window = new VoyageWindow(world);
    const { application } = window;
    const voyage = () => application.snapshot().indexes.find(({ provider }) => provider === 'voyage');
    await window.ask('sources.add', { paths: [world.home] });
    await expect.poll(() => application.snapshot().sync.phase).toBe('idle');
    const { value: estimate } = (await window.ask('voyage.estimate')) as {
      value: { model: string; usdPerMillion: number; tokens: number };
    };
    const { model, usdPerMillion, tokens } = estimate;
    await window.ask('voyage.accept', { model, usdPerMillion, tokens });
    await window.ask('settings.set', { provider: 'voyage' });
    await expect
      .poll(() => application.snapshot().sync)
      .toMatchObject({ phase: 'failed', failure: { code: 'spending-limit' } });
    expect(billed(world)).toBeLessThanOrEqual(3);

    const { settings } = application.snapshot();
    await window.ask('settings.set', { voyage: { ...settings.voyage, limitUsd: 30 } });
    await expect.poll(() => application.snapshot().sync.phase).toBe('idle');
    await expect.poll(voyage).toMatchObject({ state: 'active', pending: 0 });
    expect(sentTwice(world)).toBe(0);
    const state = (await window.ask('voyage.state')) as { value: { spending: { usd: number }[] } };
    expect(state.value.spending[0]?.usd).toBeCloseTo(billed(world), 6);
    expect(window.reported).toEqual([]);
  });
});
