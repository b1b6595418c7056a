/**
 * The window in a browser, over the real headless host of a user without histories.
 */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from './browser.ts';
import { startRealHost, type RealHost } from './real-host.ts';

/** A window that is open. */
export interface RealWindow extends AsyncDisposable {
  readonly host: RealHost;
  readonly browser: Browser;
  readonly page: Page;
}

/** Starts the host and opens its window. */
export async function openRealWindow(): Promise<RealWindow> {
  const host = await startRealHost();
  const browser = await launchBrowser();
  const page = await openPage(browser, { reducedMotion: 'reduce' });
  await page.goto(host.url);
  return {
    host,
    browser,
    page,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await host[Symbol.asyncDispose]();
    },
  };
}
