/**
 * Every view in a real browser, over a double of the app: accessible in both themes, within its policy, and quick.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axeFindings } from './support/axe.ts';
import { browserOrWarning, launchBrowser, openPage } from './support/browser.ts';
import { drop } from './support/drop.ts';
import { openWindow, violationsOf, type WindowOptions } from './support/double-window.ts';
import { serveRenderer, type StaticHost } from './support/static-host.ts';
import { goTo, searchFor, viewCases } from './support/views.ts';

describe.skipIf(!browserOrWarning())('the window', () => {
  let browser: Browser;
  let host: StaticHost;

  beforeAll(async () => {
    host = await serveRenderer();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await host[Symbol.asyncDispose]();
  });

  const open = (options: WindowOptions): Promise<Page> => openWindow(browser, host.url, options);

  test.each(viewCases)('shows $name accessibly in light and dark', async (view) => {
    const page = await open({ scenario: view.scenario });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await view.open(page);
    expect(await axeFindings(page), 'light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await axeFindings(page), 'dark').toEqual([]);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('Ctrl+K reaches the search from every view, and the keyboard alone opens a hit and comes back', async () => {
    const page = await open({ scenario: 'idle' });
    await goTo(page, 'Settings');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('waitForTimeout');
    await page.getByRole('row').filter({ hasText: 'Flaky login' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Flaky login' }).waitFor();
    await page.getByRole('article').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('combobox').inputValue()).toBe('waitForTimeout');
    await page.close();
  });

  test('what is dropped is taken, though the view under the pointer has gone in that moment', async () => {
    const page = await open({ scenario: 'first-run' });
    await page.getByRole('button', { name: 'Skip for now' }).waitFor();
    await drop(page, import.meta.filename, () =>
      page.evaluate(() => {
        // Letting go is a last move first: the view changes between the two.
        const change = () => {
          const { host } = window.double.state.snapshot;
          window.double.change({ host: { ...host, firstRun: false } });
        };
        document.addEventListener('dragover', change, { once: true });
      }),
    );
    await page.getByText('added').waitFor();
    await page.close();
  });

  test('a row under the pointer stays where it is while the meaning is folded in', async () => {
    const page = await open({ scenario: 'idle' });
    await page.evaluate(async () => {
      const { client } = window.double;
      const found = await client.search.run({
        ticket: 'before',
        query: 'the',
        mode: 'hybrid',
        limit: 10,
        filter: {},
      });
      window.double.answer('search.run', async (input) => {
        const { ticket } = input as { ticket: string };
        window.double.emit('search.partial', { ...found, ticket, hits: found.hits.slice(0, 2) });
        await new Promise((resolve) => window.addEventListener('fold', resolve, { once: true }));
        return { ...found, ticket, hits: found.hits.toReversed() };
      });
    });
    await searchFor(page, 'the', '');
    const rows = page.getByRole('grid', { name: 'Results' }).getByRole('row');
    const before = await rows.allTextContents();
    expect(before).toHaveLength(2);
    await rows.nth(1).hover();
    await page.evaluate(() => window.dispatchEvent(new Event('fold')));
    await page.getByText('found by meaning').first().waitFor();
    expect((await rows.allTextContents()).slice(0, 2)).toEqual(before);
    await page.getByRole('combobox').hover();
    await expect.poll(async () => (await rows.allTextContents()).slice(0, 2)).not.toEqual(before);
    await page.close();
  });

  test('Enter before the answer opens the row of the words that were typed', async () => {
    const page = await open({ scenario: 'idle' });
    await searchFor(page, 'tomato', 'tomatoes');
    await page.getByRole('combobox').fill('grandfather');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'grandfather' }).waitFor();
    await page.close();
  });

  test('finds within 5,000 messages and jumps there', async () => {
    const page = await open({ scenario: 'huge' });
    await page.getByRole('button', { name: 'A title that never ends' }).click();
    await page.getByRole('article').first().waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('Message 4321:');
    const found = page.getByRole('article').filter({ hasText: 'Message 4321:' });
    await found.waitFor();
    await expect.poll(async () => (await found.boundingBox())?.y ?? -1).toBeGreaterThan(40);
    expect(await page.getByRole('article').count()).toBeLessThan(60);
    await page.close();
  });

  test('what is imported is shown without redrawing the lists', async () => {
    const page = await open({ scenario: 'huge' });
    await page.locator('.u-over').waitFor();
    const changes = await page.evaluate(async () => {
      let changes = 0;
      const recent = document.querySelector('[aria-label="Recent conversations"]');
      if (recent) {
        new MutationObserver((records) => (changes += records.length)).observe(recent, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      }
      for (let step = 0; step < 30; step += 1) {
        const { snapshot } = window.double.state;
        window.double.change({
          indexes: snapshot.indexes.map((index) => ({ ...index, embedded: index.embedded + 100 })),
        });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return changes;
    });
    expect(changes).toBe(0);
    await page.close();
  });

  test('the theme follows the setting', async () => {
    const page = await open({ scenario: 'idle', theme: 'light' });
    await goTo(page, 'Settings');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(background).not.toBe(light);
    await page.close();
  });

  test('removing a source asks what becomes of its conversations', async () => {
    const page = await open({ scenario: 'idle' });
    await goTo(page, 'Sources');
    await page.getByRole('button', { name: 'More about /home/mara/notes' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('radio', { name: 'Forget the conversations too' }).click();
    await page.getByRole('button', { name: 'Remove and forget' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const calls = await page.evaluate(() => window.double.calls);
    expect(calls).toContainEqual({ channel: 'sources.remove', input: { id: 4, conversations: true } });
    await page.close();
  });

  test('Voyage is set up in the window: key, model, cost, consent; then it is the chosen one', async () => {
    const page = await open({ scenario: 'idle' });
    await goTo(page, 'Settings');
    await page.getByLabel('Voyage key').fill('pa-typed-by-a-person');
    await page.getByRole('button', { name: 'Keep key' }).click();
    await page.getByRole('button', { name: 'Forget key' }).waitFor();
    expect(await page.content()).not.toContain('pa-typed-by-a-person');
    await page.getByLabel('Voyage model').selectOption('voyage-4-lite');
    await page.getByRole('button', { name: 'See what it costs' }).click();
    await page.getByText('exactly as it would be sent').waitFor();
    await page.getByRole('button', { name: 'Agree to about $0.41' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const calls = await page.evaluate(() => window.double.calls);
    expect(calls).toContainEqual({ channel: 'voyage.setKey', input: { key: 'pa-typed-by-a-person' } });
    expect(calls).toContainEqual({
      channel: 'voyage.accept',
      input: { model: 'voyage-4', usdPerMillion: 0.06, tokens: 6_812_000 },
    });
    expect(calls).toContainEqual({ channel: 'settings.set', input: { provider: 'voyage' } });
    await page.close();
  });

  test('the spending limit and what is excluded are set in the window', async () => {
    const page = await open({ scenario: 'idle' });
    await goTo(page, 'Settings');
    await page.getByLabel('Spending limit').fill('2.5');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Exclude…' }).click();
    await page.getByRole('group', { name: 'Sources' }).getByText('notes').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1 project or source').waitFor();
    const { voyage } = await page.evaluate(() => window.double.state.snapshot.settings);
    expect(voyage).toMatchObject({ limitUsd: 2.5, excludedSources: ['/home/mara/notes'] });
    await page.getByLabel('Spending limit').fill('0.3');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'See what it costs' }).click();
    await page.getByText('sending stops at $0.30').waitFor();
    await page.close();
  });

  test('price, limits and address are set in the window, and what they are says so', async () => {
    const page = await open({ scenario: 'idle' });
    await goTo(page, 'Settings');
    await page.getByText('$0.06 per million tokens as of 2026').waitFor();
    await page.getByRole('button', { name: 'Change…' }).click();
    await page.getByLabel('US dollars per million tokens').fill('0.05');
    await page.getByLabel('Requests a minute').fill('a few');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Requests a minute').fill('300');
    await page.getByLabel('Address of the API').fill('https://voyage.example.com/v1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('$0.05 per million tokens as of').waitFor();
    await page.getByText('300 requests a minute').waitFor();
    const { voyage } = await page.evaluate(() => window.double.state.snapshot.settings);
    expect(voyage).toMatchObject({
      baseUrl: 'https://voyage.example.com/v1',
      models: { 'voyage-4': { usdPerMillion: 0.05, requestsPerMinute: 300, freeTokens: null } },
    });
    await page.getByRole('switch', { name: 'Short vectors' }).click();
    await page.getByRole('switch', { name: 'Short vectors', checked: true }).waitFor();
    expect(voyage.models['voyage-4']?.pricesAsOf).toMatch(/^20\d\d-/);
    await page.close();
  });

  test('what Voyage does not get is told apart from what failed, and a limit that is reached says so', async () => {
    const page = await open({ scenario: 'spending-limit' });
    await goTo(page, 'Overview');
    await page.getByText('Kept back: 12 chunks private, 204 chunks excluded').waitFor();
    await goTo(page, 'Settings');
    await page.getByText('The limit is reached').waitFor();
    await page.close();
  });

  test('an index is removed after its size and cost were said, and two are compared', async () => {
    const page = await open({ scenario: 'two-indexes' });
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Compare…' }).click();
    await page.getByLabel('Question to both indexes').fill('login test');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 2 conversations are found by both').waitFor();
    await page.getByText('Only here').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Remove…' }).click();
    await page.getByText('To have it again costs about $0.41').waitFor();
    await page.getByRole('button', { name: 'Remove index' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const calls = await page.evaluate(() => window.double.calls);
    expect(calls).toContainEqual({ channel: 'indexes.remove', input: { id: 2 } });
    await page.close();
  });

  test('is small: under 500 KB compressed, nothing inline, nothing remote', async () => {
    const { gzipSync } = await import('node:zlib');
    const page = await openPage(browser);
    const loaded = new Map<string, number>();
    const bodies: Promise<unknown>[] = [];
    page.on('response', (response) => {
      bodies.push(response.body().then((body) => loaded.set(response.url(), gzipSync(body).length)));
    });
    await page.goto(host.url, { waitUntil: 'networkidle' });
    await Promise.all(bodies);
    expect([...loaded.keys()].filter((url) => !url.startsWith(host.url))).toEqual([]);
    const html = await page.evaluate(() => document.documentElement.outerHTML);
    expect(html).not.toMatch(/<style|<script(?![^>]*src=)/);
    expect([...loaded.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
    await page.close();
  });
});
