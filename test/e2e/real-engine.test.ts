/**
 * The window over the real headless host: real processes, real model, real browser.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { browserOrWarning, openPage } from './support/browser.ts';
import { drop } from './support/drop.ts';
import { openRealWindow, type RealWindow } from './support/real-window.ts';
import { goTo, searchFor } from './support/views.ts';

const sample = join(import.meta.dirname, '..', '..', 'resources', 'sample');
const IMPORTED = 200_000;

describe.skipIf(!browserOrWarning())('the window over the real engine', () => {
  let opened: RealWindow;
  let page: Page;

  beforeEach(async () => {
    opened = await openRealWindow();
    ({ page } = opened);
  });
  afterEach(() => opened[Symbol.asyncDispose]());

  const status = () => page.getByRole('complementary').getByText('Up to date');

  test('a first run: drop a folder, watch it finish, search, read', async () => {
    await page.getByRole('heading', { name: 'Every conversation you had, found again' }).waitFor();
    await drop(page, join(sample, 'projects'));
    // Files are uploaded and looked at before: on a busy machine that takes a while.
    await page.getByText('added').first().waitFor({ timeout: IMPORTED });
    await page.getByRole('navigation').waitFor();
    await status().waitFor({ timeout: IMPORTED });
    await page.getByRole('heading', { name: /conversations?, all searchable/ }).waitFor();

    await searchFor(page, 'test that fails only on the build machine', 'Flaky login');
    await page.getByRole('row').filter({ hasText: 'Flaky login' }).first().click();
    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Flaky login');

    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'Remove the star' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('row').filter({ hasText: 'Starred' }).first().waitFor();
    await page.getByRole('combobox').fill('');
    await page.getByRole('region', { name: 'Starred conversations' }).waitFor();

    await drop(page, join(sample, 'projects'));
    await page.getByText('in your library already').first().waitFor({ timeout: IMPORTED });
  });

  test('pause and resume, a reload in mid-import, and the end of it', async () => {
    await page.getByRole('button', { name: 'Look at the sample' }).click();
    await page.getByRole('navigation').waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
    await page.getByRole('complementary').getByText('Paused').waitFor();
    await page.reload();
    await page.getByRole('complementary').getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).first().click();
    await page.reload();
    await status().waitFor({ timeout: IMPORTED });
  });

  test('an embedder that is killed from outside is marked in the memory graph, and nothing is missing', async () => {
    const folder = join(opened.host.home, 'histories');
    await mkdir(folder);
    for (const copy of [1, 2, 3])
      await cp(join(sample, 'projects'), join(folder, String(copy)), { recursive: true });
    await page.getByRole('button', { name: 'Skip for now' }).click();
    await page.getByRole('navigation').waitFor();
    await drop(page, folder);
    const embedder = page
      .getByRole('row')
      .filter({ hasText: /^Embedder/ })
      .first();
    await embedder.waitFor({ timeout: IMPORTED });
    const pid = Number(/Process (\d+)/.exec((await embedder.getAttribute('title')) ?? '')?.[1]);
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, 'SIGKILL');
    await page.locator('.memory-mark').first().waitFor({ timeout: IMPORTED });
    await status().waitFor({ timeout: IMPORTED });
  });

  test('a page without the token is told what to do, and the host’s end is told too', async () => {
    const { host, browser } = opened;
    const stranger = await openPage(browser);
    await stranger.goto(host.url.replace(/#.*/, ''));
    await stranger.getByText('recollect serve').first().waitFor();
    await stranger.close();

    await page.getByRole('button', { name: 'Skip for now' }).click();
    await goTo(page, 'Overview');
    await host[Symbol.asyncDispose]();
    await page.getByText('can’t be reached').first().waitFor();
  });
});
