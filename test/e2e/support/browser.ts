/**
 * A Chromium, Chrome or Edge that is on this machine already; none is downloaded.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Where browsers usually are, by platform. */
function usualPlaces(environment: NodeJS.ProcessEnv): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]);
    default:
      return [
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
        '/usr/bin/google-chrome-stable',
        '/snap/bin/chromium',
      ];
  }
}

/** The browser to test with: RECOLLECT_BROWSER, or the first that is found; null where there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  const wanted = environment.RECOLLECT_BROWSER;
  if (wanted) return wanted;
  return usualPlaces(environment).find((path) => existsSync(path)) ?? null;
}

/** Whether there is a browser; says so, once a file, where there is none: skipped tests must not look like passed ones. */
export function browserOrWarning(): boolean {
  const found = findBrowser() !== null;
  if (!found) {
    process.stderr.write(
      'No Chromium, Chrome or Edge was found: the browser tests are SKIPPED. Install one or set RECOLLECT_BROWSER.\n',
    );
  }
  return found;
}

/** Starts it, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('There is no browser on this machine.');
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  });
}

/** How long a page may take to come to what is waited for, in ms: a busy machine is no failure. */
export const PATIENCE_MS = 120_000;

/** Opens a page of its own context, in which nothing is waited for impatiently. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}
