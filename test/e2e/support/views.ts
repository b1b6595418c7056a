/**
 * Every view of the window, and how to get there as a user does.
 */
import type { Page } from 'playwright-core';
import type { ScenarioName } from './scenarios.ts';

/** A view in a state worth looking at. */
export interface ViewCase {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly open: (page: Page) => Promise<void>;
}

/** Goes to a view of the sidebar. */
export async function goTo(page: Page, view: 'Overview' | 'Search' | 'Sources' | 'Settings'): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
}

/** Searches for something and waits for a hit that contains `expected`. */
export async function searchFor(page: Page, words: string, expected: string): Promise<void> {
  await goTo(page, 'Search');
  await page.getByRole('combobox').fill(words);
  await page.getByRole('row').filter({ hasText: expected }).first().waitFor();
}

const stay = () => Promise.resolve();

/** Names a server in the settings and tests it. */
async function testServer(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Connect…' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill('https://qdrant.example:6333');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('It answers.').waitFor();
}

/** The views, in the order of the sidebar. */
export const viewCases: readonly ViewCase[] = [
  { name: 'first-run', scenario: 'first-run', open: stay },
  { name: 'first-run-nothing', scenario: 'first-run-nothing', open: stay },
  { name: 'library-failed', scenario: 'library-failed', open: stay },
  { name: 'overview', scenario: 'idle', open: (page) => page.locator('.u-over').waitFor() },
  { name: 'overview-importing', scenario: 'importing', open: (page) => page.locator('.u-over').waitFor() },
  { name: 'overview-empty', scenario: 'empty', open: stay },
  { name: 'overview-huge', scenario: 'huge', open: stay },
  { name: 'search-start', scenario: 'idle', open: (page) => goTo(page, 'Search') },
  { name: 'search', scenario: 'importing', open: (page) => searchFor(page, 'login test', 'Flaky login') },
  {
    name: 'search-nothing',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Search');
      await page.getByRole('combobox').fill('zzqqxx');
      await page.getByText('Nothing found').waitFor();
    },
  },
  {
    name: 'search-commands',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Search');
      await page.getByRole('combobox').fill('> pause');
      await page.getByRole('button', { name: 'Pause syncing for an hour' }).waitFor();
    },
  },
  {
    name: 'conversation',
    scenario: 'idle',
    open: async (page) => {
      await searchFor(page, 'waitForTimeout', 'Flaky login');
      await page.getByRole('row').filter({ hasText: 'Flaky login' }).first().click();
      await page.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'conversation-huge',
    scenario: 'huge',
    open: async (page) => {
      await page.getByRole('button', { name: 'A title that never ends' }).click();
      await page.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'conversation-tags',
    scenario: 'idle',
    open: async (page) => {
      await searchFor(page, 'waitForTimeout', 'Flaky login');
      await page.getByRole('row').filter({ hasText: 'Flaky login' }).first().click();
      await page.getByRole('article').first().waitFor();
      await page.keyboard.press('t');
      await page.getByRole('combobox', { name: 'New tag' }).fill('flaky tests');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove the tag flaky tests' }).waitFor();
    },
  },
  {
    name: 'help',
    scenario: 'idle',
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  },
  {
    name: 'similar',
    scenario: 'idle',
    open: async (page) => {
      await searchFor(page, 'waitForTimeout', 'Flaky login');
      await page.getByRole('row').filter({ hasText: 'Flaky login' }).first().click();
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Similar conversations' }).click();
      await page.getByRole('list', { name: 'Similar conversations' }).waitFor();
    },
  },
  { name: 'sources', scenario: 'idle', open: (page) => goTo(page, 'Sources') },
  {
    name: 'sources-remove',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Sources');
      await page.getByRole('button', { name: 'More about /home/mara/notes' }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'failures',
    scenario: 'importing',
    open: async (page) => {
      await page.getByRole('region', { name: 'What failed' }).getByRole('button', { name: 'Open' }).click();
      await page.getByRole('heading', { level: 1, name: 'What failed' }).waitFor();
    },
  },
  { name: 'settings', scenario: 'idle', open: (page) => goTo(page, 'Settings') },
  { name: 'settings-two-indexes', scenario: 'two-indexes', open: (page) => goTo(page, 'Settings') },
  {
    name: 'voyage-prices',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Change…' }).click();
      await page.getByLabel('Free tokens').waitFor();
    },
  },
  { name: 'overview-spending-limit', scenario: 'spending-limit', open: (page) => goTo(page, 'Overview') },
  { name: 'settings-spending-limit', scenario: 'spending-limit', open: (page) => goTo(page, 'Settings') },
  {
    name: 'voyage-cost',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'See what it costs' }).click();
      await page.getByText('To send').waitFor();
    },
  },
  {
    name: 'voyage-exclude',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Exclude…' }).click();
      await page.getByRole('checkbox').first().waitFor();
    },
  },
  {
    name: 'voyage-compare',
    scenario: 'two-indexes',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Compare…' }).click();
      await page.getByLabel('Question to both indexes').fill('login test');
      await page.getByRole('button', { name: 'Ask both' }).click();
      await page.getByText('found by both').waitFor();
    },
  },
  {
    name: 'settings-qdrant',
    scenario: 'qdrant',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByText('old-desktop').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-qdrant-away',
    scenario: 'qdrant-away',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Retry' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'qdrant-connect', scenario: 'idle', open: testServer },
  {
    name: 'qdrant-consent',
    scenario: 'idle',
    open: async (page) => {
      await testServer(page);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('dialog', { name: 'Texts leave this machine' }).waitFor();
    },
  },
  {
    name: 'qdrant-disconnect',
    scenario: 'qdrant',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Disconnect…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'qdrant-remove-machine',
    scenario: 'qdrant',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Remove old-desktop…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'search-machines',
    scenario: 'qdrant',
    open: async (page) => {
      await searchFor(page, 'the', 'on workstation');
      await page.getByRole('button', { name: 'Machine: All machines' }).waitFor();
    },
  },
  {
    name: 'conversation-elsewhere',
    scenario: 'qdrant',
    open: async (page) => {
      await searchFor(page, 'garbage serial line', 'on workstation');
      await page.getByRole('row').filter({ hasText: 'on workstation' }).first().click();
      await page.getByRole('note').waitFor();
      await page.getByRole('article').first().waitFor();
    },
  },
  { name: 'overview-qdrant', scenario: 'qdrant', open: (page) => page.getByText('Catching up').waitFor() },
  {
    name: 'settings-agents',
    scenario: 'idle',
    open: async (page) => {
      await goTo(page, 'Settings');
      await page.getByRole('switch', { name: 'Let agents ask over HTTP' }).click();
      await page.getByRole('button', { name: 'Copy token' }).waitFor();
    },
  },
];
