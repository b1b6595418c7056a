/**
 * The window over the real host and a real Qdrant server: connected, filled, away, back.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { FaultProxy } from '../doubles/fault-proxy.ts';
import { isUpsert, qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';
import { browserOrWarning } from './support/browser.ts';
import { openRealWindow, type RealWindow } from './support/real-window.ts';
import { goTo, searchFor } from './support/views.ts';

const LONG = { timeout: 200_000 };
const QUESTION = 'test that fails only on the build machine';

describe.skipIf(!browserOrWarning() || qdrantBinary === undefined)('the window with a Qdrant server', () => {
  let folder: string;
  let server: QdrantServer;
  let proxy: FaultProxy;
  let opened: RealWindow;
  let page: Page;

  beforeEach(async () => {
    folder = await serverFolder();
    server = await QdrantServer.start({ folder: join(folder, 'server') });
    proxy = await FaultProxy.start(server.port);
    opened = await openRealWindow();
    ({ page } = opened);
  });
  afterEach(async () => {
    await opened[Symbol.asyncDispose]();
    await proxy.close();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  const sidebar = (text: string) => page.getByRole('complementary').getByText(text);
  const note = () => page.getByText('Only this machine was searched');

  test('test the connection, connect, watch it fill, search, lose the server and have it back', async () => {
    await page.getByRole('button', { name: 'Look at the sample' }).click();
    await sidebar('Up to date').waitFor(LONG);

    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    proxy.fault = (request) => (isUpsert(request) ? { kind: 'held', until: held } : { kind: 'none' });
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Connect…' }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill(proxy.url);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('It answers.').waitFor();
    await page.getByText('Nothing of Recollect is there yet.').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The server runs on this machine: nothing leaves it.').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText(/Catching up: 0 of \d+ points/).waitFor(LONG);
    await sidebar('Sending, 0 %').waitFor();
    release();
    await page.getByText(/In step: \d+ points of this machine/).waitFor(LONG);
    await sidebar('Up to date').waitFor();

    await searchFor(page, QUESTION, 'Flaky login');
    expect(await note().count()).toBe(0);

    proxy.fault = () => ({ kind: 'reset' });
    await page.getByRole('combobox').fill('');
    await searchFor(page, QUESTION, 'Flaky login');
    await note().waitFor();
    await sidebar('Qdrant is away').waitFor(LONG);

    proxy.fault = () => ({ kind: 'none' });
    await goTo(page, 'Settings');
    await page.getByText(/In step: \d+ points of this machine/).waitFor(LONG);
    await goTo(page, 'Search');
    // A server that failed is left alone for a moment.
    await expect
      .poll(async () => {
        await page.getByRole('combobox').fill('');
        await searchFor(page, QUESTION, 'Flaky login');
        return note().count();
      }, LONG)
      .toBe(0);
  });
});
