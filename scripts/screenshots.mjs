/**
 * Takes the pictures of docs/screenshots: every view, light and dark, over the bundled sample. The views that need no
 * state of their own are of the real host; those of a first run with histories, of a long import and of failures are
 * of the tests' double, because a picture of them must not wait for an hour of work. Names of views take only those.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, launchBrowser } from '../test/e2e/support/browser.ts';
import { openWindow } from '../test/e2e/support/double-window.ts';
import { startRealHost } from '../test/e2e/support/real-host.ts';
import { serveRenderer } from '../test/e2e/support/static-host.ts';
import { goTo, searchFor, viewCases } from '../test/e2e/support/views.ts';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'screenshots');
const size = { width: 1240, height: 800 };
const themes = ['light', 'dark'];

/** The views that are taken of the double. */
const doubled = [
  'first-run',
  'overview-importing',
  'sources',
  'settings',
  'settings-qdrant',
  'qdrant-connect',
  'qdrant-consent',
  'conversation-elsewhere',
  'failures',
  'search-commands',
  'library-failed',
];

/** The views that are taken of the real host, once it has embedded the sample. */
const real = [
  ['overview', openOverview],
  ['search', (page) => searchFor(page, 'the login test that fails on the build machine', 'Flaky login')],
  ['conversation', openHit],
];

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

if (findBrowser() === null) {
  process.stderr.write('There is no Chromium, Chrome or Edge here. Install one or set RECOLLECT_BROWSER.\n');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
try {
  await takeDoubled();
  if (real.some(([name]) => isWanted(name))) await takeReal();
} finally {
  await browser.close();
}

async function takeDoubled() {
  const host = await serveRenderer();
  for (const view of viewCases.filter(({ name }) => doubled.includes(name) && isWanted(name))) {
    for (const theme of themes) {
      const page = await openWindow(browser, host.url, { scenario: view.scenario, theme, ...size });
      await view.open(page);
      await take(page, view.name, theme);
      await page.close();
    }
  }
  await host[Symbol.asyncDispose]();
}

async function takeReal() {
  const host = await startRealHost();
  try {
    const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Look at the sample' }).click();
    await page
      .getByRole('heading', { name: /\d conversations, all searchable/ })
      .waitFor({ timeout: 180_000 });
    await page.getByRole('complementary').getByText('Up to date').waitFor({ timeout: 180_000 });
    // What the first search starts is there for those that are shown.
    await searchFor(page, 'flaky login', 'Flaky login');
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      for (const [name, open] of real.filter(([each]) => isWanted(each))) {
        await open(page);
        await take(page, name, theme);
      }
    }
  } finally {
    await host[Symbol.asyncDispose]();
  }
}

/** With some seconds of the memory graph. */
async function openOverview(page) {
  await goTo(page, 'Overview');
  await page.getByText('The curve begins once').waitFor({ state: 'hidden', timeout: 60_000 });
  await page.waitForTimeout(10_000);
}

async function openHit(page) {
  await page.getByRole('row').filter({ hasText: 'Flaky login' }).first().click();
  await page.getByRole('article').first().waitFor();
}

async function take(page, name, theme) {
  // The pointer is out of the way, and what was animated has come to rest.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  process.stdout.write(`${name}-${theme}.png\n`);
}
