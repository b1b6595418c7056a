/**
 * Options that several commands take, by flag or environment.
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { AppSettings } from '../electron/shared/contract/settings.ts';
import { dataDirectory } from '../electron/main/settings/data-directory.ts';
import { KeptSettings } from '../electron/main/settings/kept-settings.ts';
import { takeQdrantEnvironment } from '../electron/main/settings/qdrant-environment.ts';
import type { KeyStore } from '../electron/main/settings/key-store.ts';
import { parseOverrides, type RunSettings } from '../electron/main/settings/settings.ts';
import { takeEnvironmentKey } from './environment-key.ts';
import { createSettingsFile } from './settings-file.ts';

/** The common options, checked. */
export interface CommonOptions {
  readonly json: boolean;
  readonly dataDirectory: string;
  /** What holds for this run: the stored settings, and over them flags and environment. */
  readonly settings: RunSettings;
  readonly settingsStore: KeptSettings;
  /** The key of Voyage, taken out of the environment. */
  readonly voyageKey: KeyStore;
}

const givenSchema = z.object({
  json: z.boolean().default(false),
  dataDir: z.string().optional(),
  memoryCeiling: z.string().optional(),
  workers: z.string().optional(),
  pace: z.string().optional(),
  provider: z.string().optional(),
  keepOriginals: z.string().optional(),
  qdrant: z.string().optional(),
  machine: z.string().optional(),
  model: z.string().optional(),
  limitUsd: z.string().optional(),
});

/** Adds the common options to a command. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document')
    .option('--data-dir <dir>', 'folder of the library and the settings')
    .option('--memory-ceiling <MB>', 'most memory an embedder may have (OPERATIONAL_MEMORY_MB)')
    .option('--workers <n>', 'embedder processes; by default as many as the pace gives')
    .option('--pace <pace>', 'how much of the machine embedding may take: gentle, balanced or full')
    .option('--provider <name>', 'who embeds: local or voyage')
    .option('--keep-originals <which>', 'copies of original files: none, deleted-by-vendor or all')
    .option('--qdrant <url>', 'a Qdrant server to fill and to search (QDRANT_URL; its key: QDRANT_API_KEY)')
    .option('--machine <name>', 'under which name this machine’s history goes there (RECOLLECT_MACHINE)')
    .option('--model <name>', 'a model of the folder models in the data folder, instead of the bundled one')
    .option('--limit-usd <n>', 'the most that may be spent at Voyage, in all; "none" for no limit');
}

/**
 * The common options of a command's `opts()`. A flag goes before the environment, that before the stored settings,
 * those before `defaults`.
 *
 * @throws RecollectError `settings-invalid`.
 */
export function commonOptions(
  given: unknown,
  environment: NodeJS.ProcessEnv = process.env,
  // Somebody waits for a command to end.
  defaults: Partial<AppSettings> = { pace: 'full' },
): CommonOptions {
  const options = givenSchema.parse(given);
  const directory = resolve(options.dataDir ?? environment.RECOLLECT_DATA_DIR ?? dataDirectory());
  const {
    memoryCeiling = environment.OPERATIONAL_MEMORY_MB,
    workers,
    pace,
    provider,
    keepOriginals,
    model,
    limitUsd,
  } = options;
  const around = takeQdrantEnvironment(environment);
  const { qdrant = around.qdrant, machine = around.machine } = options;
  const settingsStore = new KeptSettings(createSettingsFile(directory), {
    overrides: parseOverrides({
      ...{ memoryCeiling, workers, pace, provider, keepOriginals, model, limitUsd },
      ...{ qdrant, machine, qdrantKey: around.qdrantKey },
    }),
    defaults,
  });
  return {
    json: options.json,
    dataDirectory: directory,
    settings: settingsStore.run(),
    settingsStore,
    voyageKey: takeEnvironmentKey(environment),
  };
}
