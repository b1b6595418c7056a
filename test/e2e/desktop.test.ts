/**
 * The real desktop app: the bundles, on the Electron of this machine.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../../electron/shared/contract/contract.ts';
import { channelsOf } from '../../electron/shared/contract/define.ts';
import { eventually } from '../doubles/eventually.ts';
import { ForwardProxy } from '../doubles/forward-proxy.ts';
import { descendantsWith } from '../doubles/linux-processes.ts';
import {
  buildDesktopApp,
  cannotRun,
  clientOf,
  isDone,
  launch,
  start,
  until,
  type TestedApp,
} from './support/desktop-app.ts';
import { chooseFromMenu, closeWindow, recordMenus } from './support/desktop-gestures.ts';
import { drop } from './support/drop.ts';

/** The ceiling of the test that recycles, in MB: a process that has swollen lies between 85 % and 100 % of it. */
const CEILING_MB = 600;

const sample = join(import.meta.dirname, '..', '..', 'resources', 'sample', 'projects');

if (cannotRun !== null) process.stderr.write(`The tests of the desktop app are SKIPPED: ${cannotRun}.\n`);

describe.skipIf(cannotRun !== null)('the desktop app', () => {
  let folder: string;
  let data: string;
  let running: TestedApp | undefined;

  beforeAll(() => buildDesktopApp(), 120_000);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recollect-desktop-'));
    data = join(folder, 'data');
  });
  afterEach(async () => {
    await running?.app.close();
    running = undefined;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  function launchedApp(): ElectronApplication {
    if (!running) throw new Error('No app was launched.');
    return running.app;
  }

  async function launched(...args: string[]): Promise<TestedApp> {
    running = await launch(data, args);
    return running;
  }

  /** A folder with copies of the sample's sessions, each with its own text. */
  async function histories(copies: number): Promise<string> {
    const path = join(folder, 'histories');
    await mkdir(path);
    for (let copy = 0; copy < copies; copy += 1) {
      await cp(sample, join(path, String(copy)), { recursive: true });
      await writeFile(
        join(path, `note-${copy}.md`),
        `# Note ${copy}\n\nWhat was decided in round ${copy}.\n`,
      );
    }
    return path;
  }

  describe('its window', () => {
    test('shows the first run, with nothing of Node and exactly the contract on its bridge', async () => {
      const { page, complaints } = await launched();
      await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
      expect(page.url()).toBe('app://recollect/index.html');
      expect(
        await page.evaluate(() => ({
          bridge: Object.keys((globalThis as { recollect?: object }).recollect ?? {}).sort(),
          node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
        })),
      ).toEqual({ bridge: ['pathForFile', 'request', 'subscribe'], node: [] });
      expect(complaints).toEqual([]);
    });

    test('reaches every request of the contract and nothing else', async () => {
      const { page } = await launched();
      const ask = (channel: string): Promise<string> =>
        page.evaluate(async (name) => {
          const { recollect } = globalThis as unknown as {
            recollect: { request(channel: string, input: unknown): Promise<{ ok: boolean }> };
          };
          // Wrong on purpose: what matters is who answers.
          return recollect.request(name, { wrong: true }).then(
            ({ ok }) => (ok ? 'answered' : 'refused'),
            () => 'not there',
          );
        }, channel);
      const requests = channelsOf(contract).filter(({ leaf }) => leaf.kind === 'request');
      for (const { name } of requests) expect(await ask(name), name).toBe('refused');
      for (const name of ['snapshot.changed', 'shell.run', '__proto__', '']) {
        expect(await ask(name), name).toBe('not there');
      }
    });

    test('goes nowhere else, opens no windows and is granted nothing', async () => {
      const { page, app } = await launched();
      await page.getByRole('heading').first().waitFor();
      expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
      expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
      // Asked of main from here on: the page's own driver waits for a navigation that never comes.
      await app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return window?.webContents.executeJavaScript("void (location.href = 'https://example.com/')");
      });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(
        await app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((one) => one.webContents.getURL()),
        ),
      ).toEqual(['app://recollect/index.html']);
    });

    test('comes back by itself when its page’s process ends, over a sync that went on', async () => {
      const { app, page } = await launched();
      await page.getByRole('heading').first().waitFor();
      const heading = (): Promise<unknown> =>
        app.evaluate(({ BrowserWindow }) => {
          const [window] = BrowserWindow.getAllWindows();
          return window?.webContents.executeJavaScript("document.querySelector('h1')?.textContent");
        });
      const pid = (): Promise<number | undefined> =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
      const before = (await pid()) ?? 0;
      process.kill(before, 'SIGKILL');
      await expect.poll(async () => [0, before].includes((await pid()) ?? 0)).toBe(false);
      await expect
        .poll(() => Promise.race([heading(), new Promise((resolve) => setTimeout(resolve, 500))]))
        .toBe('Every conversation you had, found again');
    });

    test('violates its policy on no view', async () => {
      const { page, client, complaints } = await launched();
      await client.settings.finishFirstRun();
      for (const view of ['Overview', 'Search', 'Sources', 'Settings']) {
        await page.getByRole('navigation').getByText(view, { exact: true }).click();
        await page.getByRole('main').waitFor();
      }
      expect(complaints).toEqual([]);
    });
  });

  test('reaches the web by the proxy that the environment names, and past it where that says so', async () => {
    await using proxy = await ForwardProxy.start(1);
    const more = { HTTPS_PROXY: proxy.url, NO_PROXY: 'past.test' };
    running = await launch(data, [], more);
    const wayTo = (address: string): Promise<string> =>
      launchedApp().evaluate(({ session }, url) => session.defaultSession.resolveProxy(url), address);
    const { host } = new URL(proxy.url);
    await expect.poll(() => wayTo('https://api.voyageai.com/v1')).toBe(`PROXY ${host}`);
    expect(await wayTo('https://api.past.test/')).toBe('DIRECT');
    // As calls of Voyage go.
    await launchedApp().evaluate(({ net }) => net.fetch('https://voyage.test/v1').catch(() => undefined));
    expect(proxy.asked).toContain('voyage.test:443');
  });

  describe('agents', () => {
    test('are answered over HTTP while the setting is on', async () => {
      const { page, client } = await launched();
      await page.getByRole('heading').first().waitFor();
      await expect(client.agents.access(undefined)).rejects.toMatchObject({ code: 'usage' });
      await client.settings.set({ agentAccess: true });
      const { url, token } = await client.agents.access(undefined);
      const ask = (): Promise<Response> =>
        fetch(url, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
            Accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
        });
      expect(await (await ask()).text()).toContain('get_conversation');
      await client.settings.set({ agentAccess: false });
      await expect(ask()).rejects.toThrow();
    });
  });

  describe('sync', () => {
    test('reads a folder that is dropped on the window, in processes of its own', async () => {
      const { page, client } = await launched();
      await page.getByRole('heading').first().waitFor();
      await drop(page, await histories(1));
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
      const { client } = await launched();
      await client.sources.add({ paths: [await histories(2)] });
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
      running = await launch(data, [], { RECOLLECT_TEST_HOOKS: '1', RECOLLECT_MISBEHAVIOUR: 'swell@1#2' });
      const { page, client } = running;
      await client.settings.set({ memoryCeilingMb: CEILING_MB });
      await client.sources.add({ paths: [await histories(2)] });
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
      const path = await histories(2);
      const first = await launched();
      await first.client.sources.add({ paths: [path] });
      await until(first.client, ({ indexes }) =>
        indexes.some(({ embedded, pending }) => embedded > 0 && pending > 0),
      );
      await first.app.close();
      const second = await launched();
      const done = await until(second.client, (snapshot) => snapshot.files.total > 0 && isDone(snapshot));
      const [index] = done.indexes;
      expect(index?.embedded).toBe(done.library.chunks);
      expect(done.files).toMatchObject({ pending: 0, failed: 0 });
    });
  });

  describe('a data folder with something wrong in it', () => {
    test('costs what can’t be read: settings and the window’s place fall back to what holds without them', async () => {
      for (const name of ['settings.json', 'window-state.json']) {
        await mkdir(join(data, name), { recursive: true });
      }
      const { page, client } = await launched();
      await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
      const { notices } = await client.snapshot.get();
      expect(notices[0]?.message).toMatch(
        /^The settings .*settings\.json can't be read\. The defaults hold;/,
      );
      await expect(client.settings.set({ theme: 'dark' })).rejects.toMatchObject({
        code: 'settings-not-writable',
      });
      await client.sources.addSample();
      await until(client, ({ library }) => library.conversations > 0);
    });

    test('a damaged library is told with what to do, and opened again once that is done', async () => {
      await mkdir(data, { recursive: true });
      await writeFile(join(data, 'library.db'), 'This is no database. '.repeat(500));
      const { page, client } = await launched();
      await page.getByRole('heading', { name: 'The library is damaged' }).waitFor();
      await rename(join(data, 'library.db'), join(data, 'library.db.away'));
      await page.getByRole('button', { name: 'Try again' }).click();
      await until(client, ({ sync }) => sync.phase === 'idle');
      await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
    });
  });

  test('a damaged library is set aside by a button, and the app begins as on the first run', async () => {
    const damaged = 'This is no database. '.repeat(500);
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'library.db'), damaged);
    const { page } = await launched();
    await page.getByRole('button', { name: 'Begin a new library' }).click();
    await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
    const [kept] = (await readdir(data)).filter((name) => name.startsWith('library.db.damaged-'));
    expect(await readFile(join(data, kept ?? ''), 'utf8')).toBe(damaged);
  });

  describe('the tray', () => {
    test('keeps sync running when the window is closed; a second launch brings the window back', async () => {
      const { app, client } = await launched();
      await client.sources.add({ paths: [await histories(1)] });
      await closeWindow(app);
      expect(app.windows()).toHaveLength(0);
      const back = app.waitForEvent('window');
      const second = start(data);
      expect((await once(second, 'exit'))[0]).toBe(0);
      const page = await back;
      await page.waitForLoadState();
      await until(clientOf(page), isDone);
    });

    test('takes the paths of a second launch', async () => {
      const { client } = await launched();
      const path = await histories(1);
      await once(start(data, [path]), 'exit');
      await until(client, ({ library }) => library.conversations > 0);
      expect((await client.sources.list()).map((source) => source.path)).toEqual([path]);
    });

    test('pauses, resumes and opens from its menu', async () => {
      const { app, client } = await launched();
      await recordMenus(app);
      await client.sources.addSample();
      await chooseFromMenu(app, 'Pause sync');
      await until(client, ({ sync }) => sync.phase === 'paused');
      await chooseFromMenu(app, 'Resume sync');
      await until(client, ({ sync }) => sync.phase !== 'paused');
      await closeWindow(app);
      const back = app.waitForEvent('window');
      await chooseFromMenu(app, 'Open Recollect');
      await (await back).waitForLoadState();
    });

    test('ends the app with its window where the user has set it so', async () => {
      const { app, client } = await launched();
      await client.settings.set({ closeToTray: false });
      const gone = once(app.process(), 'exit');
      await closeWindow(app);
      expect((await gone)[0]).toBe(0);
      running = undefined;
    });

    test.runIf(process.platform === 'linux')(
      'starts hidden at login without a page, which the next launch opens, and ends on SIGTERM',
      async () => {
        const app = start(data, ['--hidden']);
        await eventually(() => existsSync(join(data, 'live-status.json')));
        const pages = () => descendantsWith(app.pid ?? 0, '--type=renderer');
        expect(await pages()).toEqual([]);
        start(data);
        await eventually(async () => (await pages()).length > 0);
        const gone = once(app, 'exit');
        app.kill('SIGTERM');
        expect((await gone)[0]).toBe(0);
      },
    );
  });
});
