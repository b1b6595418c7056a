/**
 * What the real desktop app says by itself, outside of its window.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildDesktopApp, desktopOrWarning, isDone, until, type TestedApp } from './support/desktop-app.ts';
import { clickNotification, closeWindow, recordNotifications } from './support/desktop-gestures.ts';
import { DesktopWorld } from './support/desktop-world.ts';

describe.skipIf(!desktopOrWarning())('a notification of the desktop app', () => {
  let world: DesktopWorld;
  let running: TestedApp;

  beforeAll(() => buildDesktopApp(), 120_000);
  beforeEach(async () => {
    world = await DesktopWorld.create();
    running = await world.launch();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  test('says once, ever, that a closed window leaves sync running', async () => {
    const notified = await recordNotifications(running.app);
    await running.client.sources.addSample();
    await until(running.client, ({ library }) => library.conversations > 0);
    await closeWindow(running.app);
    await expect.poll(notified).toEqual([
      {
        title: 'Recollect keeps syncing',
        body: 'It is in the tray. Quit it there, or change this in the settings.',
      },
    ]);
    const back = running.app.waitForEvent('window');
    await clickNotification(running.app);
    await (await back).waitForLoadState();
    await closeWindow(running.app);
    expect(await notified()).toHaveLength(1);
    await running.app.close();

    running = await world.launch();
    const later = await recordNotifications(running.app);
    await closeWindow(running.app);
    expect(await later()).toEqual([]);
  });

  test('names a trouble that needs the user, unless they have turned that off', async () => {
    const { app, client } = running;
    const notified = await recordNotifications(app);
    // Who looks at the window sees it there. One that was hidden before it is shown would be shown yet.
    const isVisible = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await expect.poll(isVisible).toBe(true);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await client.sources.addSample();
    await until(client, ({ library }) => library.chunks > 0);
    // Voyage was never agreed to, and has no key: embedding can't go on.
    const fail = async (): Promise<string> => {
      await client.settings.set({ provider: 'voyage' });
      const { sync } = await until(client, ({ sync }) => sync.phase === 'failed');
      return sync.phase === 'failed' ? sync.failure.message : '';
    };
    await client.settings.set({ notifications: false });
    await fail();
    await client.settings.set({ provider: 'local' });
    // What is asked for may be ahead of what is sent: at its end, that the trouble has gone was sent too.
    await until(client, isDone);
    await client.settings.set({ notifications: true });
    const body = await fail();
    await expect.poll(notified).toEqual([{ title: 'Recollect needs your attention', body }]);
  });
});
