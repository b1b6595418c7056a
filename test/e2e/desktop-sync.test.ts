/**
 * The real desktop app reads and embeds, in processes of its own that may end at any time.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildDesktopApp, desktopOrWarning, isDone, until } from './support/desktop-app.ts';
import { DesktopWorld } from './support/desktop-world.ts';
import { drop } from './support/drop.ts';

/** The ceiling of the test that recycles, in MB: a process that has swollen lies between 85 % and 100 % of it. */
const CEILING_MB = 600;

describe.skipIf(!desktopOrWarning())('the desktop app', () => {
  let world: DesktopWorld;

  beforeAll(() => buildDesktopApp(), 120_000);
  beforeEach(async () => {
    world = await DesktopWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  describe('sync', () => {
    test('reads a folder that is dropped on the window, in processes of its own', async () => {
      const { page, client } = await world.launch();
      await page.getByRole('heading').first().waitFor();
      await drop(page, await world.histories(1));
      const during = await until(client, ({ memory }) =>
        memory.processes.some(({ role }) => role === 'embedder'),
      );
      expect(during.host.kind).toBe('desktop');
      const done = await until(client, (snapshot) => snapshot.library.conversations > 0 && isDone(snapshot));
      expect(done.files.failed).toBe(0);
      const { hits } = await client.search.run({
        ticket: 't',
        query: 'how did we stop the login test from flaking',
        mode: 'hybrid',
        limit: 5,
        filter: {},
      });
      expect(hits[0]?.title).toContain('Flaky login');
    });

    test('goes on when its embedder is killed, and the graph has a mark for it', async () => {
      const { client } = await world.launch();
      await client.sources.add({ paths: [await world.histories(2)] });
      const { memory } = await until(client, (snapshot) =>
        snapshot.memory.processes.some(({ role, state }) => role === 'embedder' && state === 'busy'),
      );
      const victim = memory.processes.find(({ role }) => role === 'embedder');
      process.kill(victim?.pid ?? 0, 'SIGKILL');
      await until(client, isDone);
      const { marks, series } = await client.memory.history({ range: 'session' });
      expect(marks.map(({ kind }) => kind)).toContain('crashed');
      expect(series.map(({ name }) => name)).toContain('main');
    });

    test('recycles an embedder at its ceiling, loses nothing by it, and the graph has a mark for it', async () => {
      const { page, client } = await world.launch({
        RECOLLECT_TEST_HOOKS: '1',
        RECOLLECT_MISBEHAVIOUR: 'swell@1#2',
      });
      await client.settings.set({ memoryCeilingMb: CEILING_MB });
      await client.sources.add({ paths: [await world.histories(2)] });
      const done = await until(client, (snapshot) => snapshot.files.total > 0 && isDone(snapshot));
      expect(done.files).toMatchObject({ pending: 0, failed: 0 });
      expect(done.indexes[0]).toMatchObject({ embedded: done.library.chunks, pending: 0, quarantined: 0 });
      const { marks, ceilingMb, series } = await client.memory.history({ range: 'session' });
      const recycled = marks.filter(({ kind }) => kind === 'recycled');
      expect(recycled.length).toBeGreaterThan(0);
      // As planned, between two batches: nobody had to be killed. A busy machine may let one be silent for a while.
      expect(marks.filter(({ kind }) => kind !== 'recycled' && kind !== 'silent')).toEqual([]);
      expect(ceilingMb).toBe(CEILING_MB);
      for (const { beforeMb } of recycled) {
        expect(beforeMb).toBeGreaterThanOrEqual(Math.floor(CEILING_MB * 0.85));
        expect(beforeMb).toBeLessThan(CEILING_MB);
      }
      // Measured from outside as well, by Electron's own metrics.
      const [embedder] = series.filter(({ name }) => name === 'embedder 1');
      expect(Math.max(...(embedder?.points.map(([, mb]) => mb) ?? []))).toBeLessThan(CEILING_MB);
      await client.settings.finishFirstRun();
      await page
        .getByRole('button', { name: /Embedder 1 replaced/ })
        .first()
        .waitFor({ state: 'attached' });
    });

    test('is drained by a quit in mid-import, and goes on at the next start', async () => {
      const path = await world.histories(2);
      const first = await world.launch();
      await first.client.sources.add({ paths: [path] });
      await until(first.client, ({ indexes }) =>
        indexes.some(({ embedded, pending }) => embedded > 0 && pending > 0),
      );
      await first.app.close();
      const second = await world.launch();
      const done = await until(second.client, (snapshot) => snapshot.files.total > 0 && isDone(snapshot));
      const [index] = done.indexes;
      expect(index?.embedded).toBe(done.library.chunks);
      expect(done.files).toMatchObject({ pending: 0, failed: 0 });
    });
  });
});
