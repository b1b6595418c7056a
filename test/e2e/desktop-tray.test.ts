/**
 * The real desktop app without its window.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { descendantsWith } from '../doubles/linux-processes.ts';
import { buildDesktopApp, clientOf, desktopOrWarning, isDone, start, until } from './support/desktop-app.ts';
import { chooseFromMenu, closeWindow, recordMenus } from './support/desktop-gestures.ts';
import { DesktopWorld } from './support/desktop-world.ts';

describe.skipIf(!desktopOrWarning())('the desktop app', () => {
  let world: DesktopWorld;

  beforeAll(() => buildDesktopApp(), 120_000);
  beforeEach(async () => {
    world = await DesktopWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  describe('the tray', () => {
    test('keeps sync running when the window is closed; a second launch brings the window back', async () => {
      const { app, client } = await world.launch();
      await client.sources.add({ paths: [await world.histories(1)] });
      await closeWindow(app);
      expect(app.windows()).toHaveLength(0);
      const back = app.waitForEvent('window');
      const second = start(world.data);
      expect((await once(second, 'exit'))[0]).toBe(0);
      const page = await back;
      await page.waitForLoadState();
      await until(clientOf(page), isDone);
    });

    test('takes the paths of a second launch', async () => {
      const { client } = await world.launch();
      const path = await world.histories(1);
      await once(start(world.data, [path]), 'exit');
      await until(client, ({ library }) => library.conversations > 0);
      expect((await client.sources.list()).map((source) => source.path)).toEqual([path]);
    });

    test('pauses, resumes and opens from its menu', async () => {
      const { app, client } = await world.launch();
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
      const { app, client } = await world.launch();
      await client.settings.set({ closeToTray: false });
      const gone = once(app.process(), 'exit');
      await closeWindow(app);
      expect((await gone)[0]).toBe(0);
      world.ended();
    });

    test.runIf(process.platform === 'linux')(
      'starts hidden at login without a page, which the next launch opens, and ends on SIGTERM',
      async () => {
        const app = start(world.data, ['--hidden']);
        await eventually(() => existsSync(join(world.data, 'live-status.json')));
        const pages = () => descendantsWith(app.pid ?? 0, '--type=renderer');
        expect(await pages()).toEqual([]);
        start(world.data);
        await eventually(async () => (await pages()).length > 0);
        const gone = once(app, 'exit');
        app.kill('SIGTERM');
        expect((await gone)[0]).toBe(0);
      },
    );
  });
});
