/**
 * What people do to the desktop app, and what it shows outside of its window.
 */
import type { ElectronApplication } from 'playwright-core';
import { expect } from 'vitest';

/** Closes the window as its button does. */
export async function closeWindow(app: ElectronApplication): Promise<void> {
  const closed = app.windows()[0]?.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}

/** Keeps the entries of every menu that is made from now on: the tray's can't be asked for what it shows. */
export async function recordMenus(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      Object.assign(globalThis, { newestMenu: template });
      return build(template);
    };
  });
}

/** Chooses an entry of the newest menu, when it is there. */
export async function chooseFromMenu(app: ElectronApplication, label: string): Promise<void> {
  await expect
    .poll(() =>
      app.evaluate((_electron, wanted) => {
        const { newestMenu = [] } = globalThis as {
          newestMenu?: { label?: string; click?: () => void }[];
        };
        const entry = newestMenu.find((item) => item.label === wanted);
        entry?.click?.();
        return entry !== undefined;
      }, label),
    )
    .toBe(true);
}

/** What a notification said. */
export interface Notified {
  readonly title: string;
  readonly body: string;
}

/**
 * Keeps every notification from now on instead of showing it: a machine for tests has nobody who would. The function
 * that it resolves with gives those that came so far.
 */
export async function recordNotifications(app: ElectronApplication): Promise<() => Promise<Notified[]>> {
  await app.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Object.assign(globalThis, { shownNotifications: shown });
    Object.assign(Notification, { isSupported: () => true });
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
  });
  return () =>
    app.evaluate(() => {
      const { shownNotifications = [] } = globalThis as { shownNotifications?: Electron.Notification[] };
      return shownNotifications.map(({ title, body }) => ({ title, body }));
    });
}

/** Clicks the notification that came last. */
export async function clickNotification(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { shownNotifications = [] } = globalThis as { shownNotifications?: Electron.Notification[] };
    shownNotifications.at(-1)?.emit('click');
  });
}
