/**
 * Opens the built window over a double of the app.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './browser.ts';
import { sampleConversations } from './sample-conversations.ts';
import type { ScenarioName } from './scenarios.ts';

let bundled: Promise<string> | undefined;

/** The double as one script. */
function doubleScript(): Promise<string> {
  bundled ??= build({
    entryPoints: [join(import.meta.dirname, 'page-double.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
    // zod must not try to compile schemas: the window's tests look for what the policy stops.
    banner: { js: 'globalThis.__zod_globalConfig = { jitless: true };' },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return bundled;
}

/** How a window is opened. */
export interface WindowOptions {
  readonly scenario: ScenarioName;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** A page with the window, past its first snapshot. */
export async function openWindow(browser: Browser, url: string, options: WindowOptions): Promise<Page> {
  const page = await openPage(browser, {
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    viewport: { width: options.width ?? 1280, height: options.height ?? 820 },
  });
  const given = JSON.stringify({ name: options.scenario, sample: sampleConversations() });
  await page.addInitScript({ content: `window.testScenario = ${given};\n${await doubleScript()}` });
  await page.goto(url);
  await page.locator('#main, main').first().waitFor();
  return page;
}

/** What the content security policy stopped in a window so far. */
export function violationsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => window.violations);
}
