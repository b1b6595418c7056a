/**
 * The command line over the data folder of a Voyage world, as a process of its own.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mainFile } from '../../../headless/paths.ts';
import type { VoyageWorld } from './world.ts';

/** Writes the settings of Voyage in which a world's runs differ from the defaults. */
export async function writeVoyageSettings(world: VoyageWorld, change: object = {}): Promise<void> {
  await mkdir(world.data, { recursive: true });
  const voyage = {
    baseUrl: world.standIn.url,
    dimensions: 256,
    models: { 'voyage-4': { freeTokens: 0 } },
    ...change,
  };
  await writeFile(join(world.data, 'settings.json'), JSON.stringify({ version: 1, voyage }));
}

/** What a run left behind. `document`: what it printed with --json. */
export interface RunEnd {
  readonly code: number | null;
  readonly document: unknown;
  readonly said: string;
}

/** Runs a command with --json and the stand-in's key; `more`: variables of its environment. */
export async function runRecollect(
  world: VoyageWorld,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<RunEnd> {
  const child = spawn(process.execPath, [mainFile, ...args, '--data-dir', world.data, '--json'], {
    env: { ...process.env, VOYAGE_API_KEY: world.standIn.behaviour.key, ...more },
  });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, document: printed === '' ? null : JSON.parse(printed), said };
}
