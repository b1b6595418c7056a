/**
 * Starts the real desktop app under test: the bundles in dist/ on the Electron that this machine has.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { hasDisplay, installedElectron } from '../../../scripts/electron-binary.mjs';
import { createClient, type RecollectClient } from '../../../electron/shared/contract/client.ts';
import type { Snapshot } from '../../../electron/shared/contract/snapshot.ts';

import { PATIENCE_MS } from './browser.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const electron = installedElectron();

/** Why the desktop app can't be tested here; null where it can. */
export const cannotRun: string | null =
  electron === null
    ? 'there is no Electron binary (ELECTRON_OVERRIDE_DIST_PATH, or the electron package’s own)'
    : hasDisplay()
      ? null
      : 'there is no display (run under xvfb-run)';

/** Whether the desktop app can be tested; says so, once a file, where it can't: skipped tests must not look like passed ones. */
export function desktopOrWarning(): boolean {
  if (cannotRun !== null) {
    process.stderr.write(`The tests of the desktop app are SKIPPED: ${cannotRun}.\n`);
  }
  return cannotRun === null;
}

/** Chromium's sandbox refuses to run as root. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** A running app. */
export interface TestedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly client: RecollectClient;
  /** What the page complained about: errors, and violations of its policy. */
  readonly complaints: readonly string[];
}

/** Bundles the app as it is now. */
export async function buildDesktopApp(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build.mjs')]);
}

/** Launches the app over a data folder and waits for its window. `more`: variables of its environment. */
export async function launch(
  data: string,
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<TestedApp> {
  const app = await _electron.launch({
    executablePath: electron ?? '',
    args: [...asRoot, root, ...args],
    env: { ...environment(data), ...more },
    timeout: PATIENCE_MS,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.waitForLoadState();
  return { app, page, client: clientOf(page), complaints };
}

/** Starts the app as a user does, without a debugger: for second instances and starts in the tray. `more`: as above. */
export function start(
  data: string,
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  const env = { ...environment(data), ...more };
  return spawn(electron ?? '', [...asRoot, root, ...args], { env, stdio: 'ignore' });
}

/** The contract through the window's own bridge. Events are not passed on. */
export function clientOf(page: Page): RecollectClient {
  return createClient({
    request: (channel, input) =>
      page.evaluate(
        ([name, given]) => {
          const { recollect } = globalThis as unknown as {
            recollect: { request(channel: unknown, input: unknown): Promise<unknown> };
          };
          return recollect.request(name, given);
        },
        [channel, input] as const,
      ),
    subscribe: () => () => undefined,
  });
}

/** Asks for snapshots until one satisfies `wanted`. */
export async function until(
  client: RecollectClient,
  wanted: (snapshot: Snapshot) => boolean,
  timeoutMs = 90_000,
): Promise<Snapshot> {
  const started = performance.now();
  for (;;) {
    const snapshot = await client.snapshot.get();
    if (wanted(snapshot)) return snapshot;
    if (performance.now() - started > timeoutMs) {
      throw new Error(`It did not come to that. The last snapshot: ${JSON.stringify(snapshot)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sync has read and embedded everything. */
export function isDone(snapshot: Snapshot): boolean {
  return (
    snapshot.sync.phase === 'idle' &&
    snapshot.files.pending === 0 &&
    snapshot.indexes.every(({ state, pending }) => state !== 'active' || pending === 0)
  );
}

/** Memory of a process that is its own, in MB: pages of files, such as Electron's binary, are not counted. Linux. */
export async function ownMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024;
}

function environment(data: string): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) own[name] = value;
  return { ...own, RECOLLECT_DATA_DIR: data };
}
