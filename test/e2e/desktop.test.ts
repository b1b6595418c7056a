/**
 * The real desktop app: the bundles, on the Electron of this machine.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../../electron/shared/contract/contract.ts';
import { channelsOf } from '../../electron/shared/contract/define.ts';
import { ForwardProxy } from '../doubles/forward-proxy.ts';
import { buildDesktopApp, desktopOrWarning, until } from './support/desktop-app.ts';
import { DesktopWorld } from './support/desktop-world.ts';

describe.skipIf(!desktopOrWarning())('the desktop app', () => {
  let world: DesktopWorld;

  beforeAll(() => buildDesktopApp(), 120_000);
  beforeEach(async () => {
    world = await DesktopWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  describe('its window', () => {
    test('shows the first run, with nothing of Node and exactly the contract on its bridge', async () => {
      const { page, complaints } = await world.launch();
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
      const { page } = await world.launch();
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
      const { page, app } = await world.launch();
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
      const { app, page } = await world.launch();
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
      const { page, client, complaints } = await world.launch();
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
    const { app } = await world.launch(more);
    const wayTo = (address: string): Promise<string> =>
      app.evaluate(({ session }, url) => session.defaultSession.resolveProxy(url), address);
    const { host } = new URL(proxy.url);
    await expect.poll(() => wayTo('https://api.voyageai.com/v1')).toBe(`PROXY ${host}`);
    expect(await wayTo('https://api.past.test/')).toBe('DIRECT');
    // As calls of Voyage go.
    await app.evaluate(({ net }) => net.fetch('https://voyage.test/v1').catch(() => undefined));
    expect(proxy.asked).toContain('voyage.test:443');
  });

  describe('agents', () => {
    test('are answered over HTTP while the setting is on', async () => {
      const { page, client } = await world.launch();
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

  describe('a data folder with something wrong in it', () => {
    test('costs what can’t be read: settings and the window’s place fall back to what holds without them', async () => {
      for (const name of ['settings.json', 'window-state.json']) {
        await mkdir(join(world.data, name), { recursive: true });
      }
      const { page, client } = await world.launch();
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
      await mkdir(world.data, { recursive: true });
      await writeFile(join(world.data, 'library.db'), 'This is no database. '.repeat(500));
      const { page, client } = await world.launch();
      await page.getByRole('heading', { name: 'The library is damaged' }).waitFor();
      await rename(join(world.data, 'library.db'), join(world.data, 'library.db.away'));
      await page.getByRole('button', { name: 'Try again' }).click();
      await until(client, ({ sync }) => sync.phase === 'idle');
      await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
    });
  });

  test('a damaged library is set aside by a button, and the app begins as on the first run', async () => {
    const damaged = 'This is no database. '.repeat(500);
    await mkdir(world.data, { recursive: true });
    await writeFile(join(world.data, 'library.db'), damaged);
    const { page } = await world.launch();
    await page.getByRole('button', { name: 'Begin a new library' }).click();
    await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
    const [kept] = (await readdir(world.data)).filter((name) => name.startsWith('library.db.damaged-'));
    expect(await readFile(join(world.data, kept ?? ''), 'utf8')).toBe(damaged);
  });
});
