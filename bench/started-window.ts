/**
 * The app with its window, started to be measured: the real desktop app where it can run, else the web host's in a
 * browser.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/support/browser.ts';
import { buildDesktopApp, cannotRun, launch } from '../test/e2e/support/desktop-app.ts';
import { startRealHost } from '../test/e2e/support/real-host.ts';

/** A window that is open. */
export interface StartedWindow {
  readonly host: 'desktop' | 'web';
  readonly page: Page;
  /** The process that owns the import. */
  readonly pid: number;
  /** Watches main's event loop; the function that it resolves with ends that and tells the delay's p99, in ms. */
  readonly watchMain: () => Promise<() => Promise<number | null>>;
  /** Closes the window and leaves the app. */
  readonly hide: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the app over a data folder. Resolves when the page is loaded, not when it can be used. */
export async function startWindow(folder: string): Promise<StartedWindow> {
  if (cannotRun === null) return startDesktop(folder);
  process.stderr.write(`Measured in a browser: ${cannotRun}.\n`);
  return startInBrowser(folder);
}

/** Bundles what is started, so that no start has to. */
export function buildWindow(): Promise<void> {
  return buildDesktopApp();
}

async function startDesktop(folder: string): Promise<StartedWindow> {
  const { app, page } = await launch(folder);
  return {
    host: 'desktop',
    page,
    pid: app.process().pid ?? 0,
    async watchMain() {
      await app.evaluate(() => {
        const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
        delay.enable();
        Object.assign(globalThis, { loopDelay: delay });
      });
      return () =>
        app.evaluate(() => {
          const { loopDelay } = globalThis as unknown as {
            loopDelay: { percentile(share: number): number; disable(): void };
          };
          // It looks 200 times a second: more than an app at rest does.
          loopDelay.disable();
          return loopDelay.percentile(99) / 1e6;
        });
    },
    hide: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    close: () => app.close(),
  };
}

async function startInBrowser(folder: string): Promise<StartedWindow> {
  const host = await startRealHost(folder);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(host.url);
  return {
    host: 'web',
    page,
    pid: host.pid,
    // Nobody can ask another process for this.
    watchMain: () => Promise.resolve(() => Promise.resolve(null)),
    hide: () => browser.close(),
    async close() {
      await browser.close();
      await host[Symbol.asyncDispose]();
    },
  };
}
