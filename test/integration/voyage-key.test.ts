/**
 * Looks for the key of Voyage everywhere it must not be: in what the program prints, in its files, in its reports, in
 * the environments of its child processes, and in what a window is told.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { mainFile } from '../../headless/paths.ts';
import { filesHolding } from '../doubles/file-search.ts';
import { childrenOf } from '../doubles/linux-processes.ts';
import { writeVoyageSettings } from '../doubles/voyage/command-line.ts';
import { VoyageWindow } from '../doubles/voyage/window.ts';
import { VoyageWorld } from '../doubles/voyage/world.ts';

const KEY = 'pa-8Hq3vXn5KyWd27RbTzLfMsGcJ1uE6oPa';

/** Runs the command line with the key in its environment; gives what it printed and its children's environments. */
async function recollect(world: VoyageWorld, ...args: string[]) {
  const child = spawn(process.execPath, [mainFile, ...args, '--data-dir', world.data, '--json'], {
    env: { ...process.env, VOYAGE_API_KEY: KEY },
  });
  let printed = '';
  for (const output of [child.stdout, child.stderr])
    output.on('data', (text: Buffer) => (printed += text.toString()));
  const environments = new Set<string>();
  const look = async (): Promise<void> => {
    for (const pid of await childrenOf(child.pid ?? 0)) {
      environments.add(await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''));
    }
  };
  const exit = once(child, 'exit');
  while (child.exitCode === null && child.signalCode === null) {
    await look();
    await sleep(20);
  }
  await exit;
  return { code: child.exitCode, printed, environments: [...environments].join('\n') };
}

describe('the key of Voyage', () => {
  test('reaches Voyage, and neither output, nor files, nor children', async () => {
    await using world = await VoyageWorld.create({ key: KEY, latencyMs: 300 });
    await writeVoyageSettings(world);
    await world.write(['apple', 'birch']);
    const done = await recollect(world, 'import', world.home, '--provider', 'voyage', '--accept-cost');
    expect([done.code, world.standIn.bill.answered > 0]).toEqual([0, true]);
    const searched = await recollect(world, 'search', 'apple', '--provider', 'voyage');
    const cost = await recollect(world, 'cost');
    for (const { printed } of [done, searched, cost]) expect(printed).not.toContain(KEY);
    if (process.platform === 'linux') {
      expect(done.environments).toContain('PATH=');
      expect(done.environments).not.toContain(KEY);
    }
    expect(await filesHolding(world.data, KEY)).toEqual([]);
  });

  test('is in no message, also where a server says it', async () => {
    await using world = await VoyageWorld.create({ key: `other-${KEY}`, echoKey: true });
    await writeVoyageSettings(world);
    await world.write(['apple']);
    const failed = await recollect(world, 'import', world.home, '--provider', 'voyage', '--accept-cost');
    expect(failed.code).toBe(1);
    expect(failed.printed).toContain('voyage-key-refused');
    expect(failed.printed).not.toContain(KEY);
    expect(await filesHolding(world.data, KEY)).toEqual([]);
  });

  test('is in no diagnostic report', async () => {
    const script = `
      import { takeEnvironmentKey } from './headless/environment-key.ts';
      const store = takeEnvironmentKey(process.env);
      process.stdout.write(JSON.stringify([await store.read(), JSON.stringify(process.report.getReport())]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '..', '..'),
      env: { ...process.env, VOYAGE_API_KEY: KEY },
      maxBuffer: 2 ** 26,
    });
    const [read, report] = JSON.parse(stdout) as [string, string];
    expect(read).toBe(KEY);
    expect(report).not.toContain(KEY);
  });

  test('is told to no window', async () => {
    await using world = await VoyageWorld.create({ key: KEY });
    await writeVoyageSettings(world);
    await world.write(['apple']);
    await using window = new VoyageWindow(world);
    const answers = [];
    answers.push(await window.ask('sources.add', { paths: [world.home] }));
    answers.push(await window.ask('settings.set', { provider: 'voyage' }));
    await expect.poll(() => window.application.snapshot().sync.phase).toBe('failed');
    for (const channel of ['voyage.state', 'voyage.estimate', 'indexes.list', 'snapshot.get'])
      answers.push(await window.ask(channel));
    answers.push(await window.ask('voyage.setKey', { key: KEY.toUpperCase() }));
    expect(JSON.stringify(answers)).toContain('"hasKey":true');
    expect(JSON.stringify(answers)).not.toContain(KEY);
    expect(JSON.stringify(window.reported)).not.toContain(KEY);
  });
});
