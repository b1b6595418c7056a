/**
 * Looks for the key of Voyage in what the real desktop app leaves behind, native crash dumps of all its processes
 * included, and in the environments of its processes.
 */
import type { ElectronApplication } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { STARTED_AGAIN_FLAG } from '../../electron/main/desktop/clean-environment.ts';
import { filesHolding, filesIn } from '../doubles/file-search.ts';
import { processesWith } from '../doubles/linux-processes.ts';
import { writeVoyageSettings } from '../doubles/voyage/command-line.ts';
import { VoyageWorld } from '../doubles/voyage/world.ts';
import {
  buildDesktopApp,
  desktopOrWarning,
  isDone,
  launch,
  start,
  until,
  type TestedApp,
} from './support/desktop-app.ts';

const KEY = 'pa-8Hq3vXn5KyWd27RbTzLfMsGcJ1uE6oPa';
/** In the environment of main, which its dump shows. */
const MARK = 'mark-of-the-environment';
/** How long an app may take to come up, and a dump to be written. */
const timeout = 60_000;

// Processes are looked at as Linux shows them.
describe.skipIf(!desktopOrWarning() || process.platform !== 'linux')(
  'the key of Voyage, on a desktop',
  () => {
    let world: VoyageWorld;

    beforeAll(() => buildDesktopApp(), 120_000);
    beforeEach(async () => {
      world = await VoyageWorld.create({ key: KEY });
      await writeVoyageSettings(world);
      await world.write(['apple', 'birch', 'cedar']);
    });
    afterEach(() => world[Symbol.asyncDispose]());

    const dumps = async (): Promise<string[]> =>
      (await filesIn(world.data)).filter((file) => file.endsWith('.dmp'));
    /** The app's processes but for main. */
    const children = () => processesWith(`--user-data-dir=${world.data}`);

    /** Does what crashes a process, and waits for the dump. */
    async function crash(how: () => void): Promise<void> {
      const before = (await dumps()).length;
      how();
      await expect.poll(async () => (await dumps()).length, { timeout }).toBeGreaterThan(before);
    }

    /** Waits until nothing of the app is left, so that its folder can go. */
    const gone = () => expect.poll(children, { timeout }).toEqual([]);

    test('is in no dump of a crash, nor in any other file, when it was typed and used', async () => {
      const running = await launch(world.data, [], { RECOLLECT_MARK: MARK });
      const crashed = new Set<string | undefined>();
      try {
        await keepKey(running);
        await embedAtVoyage(running, world.home);
        // It is on its way once more.
        world.standIn.behaviour.latencyMs = timeout;
        const { calls } = world.standIn.bill;
        const question = { ticket: '1', query: 'apple', mode: 'semantic' as const, limit: 3, filter: {} };
        const asked = running.client.search.run(question).catch(() => undefined);
        await expect.poll(() => world.standIn.bill.calls, { timeout }).toBeGreaterThan(calls);
        for (const { pid, commandLine } of await children()) {
          // One that has nothing to do any more may have left meanwhile.
          if (!(await children()).some((child) => child.pid === pid)) continue;
          await crash(() => process.kill(pid, 'SIGSEGV'));
          crashed.add(kindOf(commandLine));
        }
        await crash(() => void running.app.evaluate(() => process.crash()).catch(() => undefined));
        await asked;
      } finally {
        await running.app.close().catch(() => undefined);
        await gone();
      }
      expect([...crashed]).toEqual(
        expect.arrayContaining(['renderer', 'network.mojom.NetworkService', 'node.mojom.NodeService']),
      );
      // A dump shows the environment of its process: it is read as it should be.
      expect(await filesHolding(world.data, MARK)).not.toEqual([]);
      expect(await filesHolding(world.data, KEY)).toEqual([]);
    });

    test('is in no process and no dump when the app is started with it in its environment', async () => {
      const flag = `--test=${world.data}`;
      start(world.data, [flag], { VOYAGE_API_KEY: KEY, QDRANT_API_KEY: `qdrant-${KEY}` });
      const mains = async () =>
        (await processesWith(STARTED_AGAIN_FLAG)).filter(({ commandLine }) => commandLine.includes(flag));
      const kinds = async () => (await children()).map(({ commandLine }) => kindOf(commandLine));
      try {
        await expect.poll(kinds, { timeout }).toContain('renderer');
        const all = [...(await mains()), ...(await children())];
        for (const { environment } of all) expect(environment).not.toContain(KEY);
        const [main] = await mains();
        if (!main) throw new Error('The app has not started again.');
        await crash(() => process.kill(main.pid, 'SIGSEGV'));
      } finally {
        for (const { pid } of await processesWith(flag)) process.kill(pid, 'SIGKILL');
        await gone();
      }
      expect(await filesHolding(world.data, KEY)).toEqual([]);
      expect(await filesHolding(world.data, 'started again without it')).not.toEqual([]);
    });
  },
);

/** What a process of Chromium's is for. */
function kindOf(commandLine: string): string | undefined {
  return (/--utility-sub-type=(\S+)/.exec(commandLine) ?? /--type=(\S+)/.exec(commandLine))?.[1];
}

/** Types the key into the settings, on a machine with a keychain. */
async function keepKey({ app, page, client }: TestedApp): Promise<void> {
  await fakeKeychain(app);
  await client.settings.finishFirstRun();
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Voyage key').fill(KEY);
  await page.getByRole('button', { name: 'Keep key' }).click();
  await page.getByRole('button', { name: 'Forget key' }).waitFor();
}

/** Reads and embeds here, so that all processes were at work, and then everything at Voyage. */
async function embedAtVoyage({ client }: TestedApp, home: string): Promise<void> {
  await client.sources.add({ paths: [home] });
  await until(client, (snapshot) => snapshot.library.chunks > 0 && isDone(snapshot));
  const { model, usdPerMillion, tokens } = await client.voyage.estimate();
  await client.voyage.accept({ model, usdPerMillion, tokens });
  await client.settings.set({ provider: 'voyage' });
  await until(client, (snapshot) => snapshot.settings.provider === 'voyage' && isDone(snapshot));
}

/** Machines for tests have no keychain: this one turns every bit round. */
async function fakeKeychain(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ safeStorage }) => {
    const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
    Object.assign(safeStorage, {
      getSelectedStorageBackend: () => 'gnome_libsecret',
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (text: string) => Promise.resolve(turned(Buffer.from(text))),
      decryptStringAsync: (bytes: Buffer) =>
        Promise.resolve({ result: turned(bytes).toString(), shouldReEncrypt: false }),
    });
  });
}
