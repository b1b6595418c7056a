/**
 * Draws resources/icons from the shapes beside this, in a browser: node scripts/icons/build-icons.mjs [CHROMIUM]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { appIcon } from './mark.mjs';
import { trayIcon, trayStates } from './tray.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const icons = join(here, '..', '..', 'resources', 'icons');
const executablePath = process.argv[2] ?? '/usr/bin/chromium';

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
await mkdir(join(icons, 'tray'), { recursive: true });

async function draw(svg, pixels, file) {
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${pixels}px;height:${pixels}px}</style>${svg}`,
  );
  await writeFile(join(icons, file), await page.screenshot({ omitBackground: true }));
  await page.close();
}

await draw(appIcon, 1024, 'icon.png');
for (const state of trayStates) {
  await draw(trayIcon(state, false), 24, join('tray', `${state}.png`));
  await draw(trayIcon(state, false), 48, join('tray', `${state}@2x.png`));
  await draw(trayIcon(state, true), 16, join('tray', `${state}Template.png`));
  await draw(trayIcon(state, true), 32, join('tray', `${state}Template@2x.png`));
}
await browser.close();
