/**
 * Options that several commands take, by flag or environment.
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { dataDirectory } from '../electron/main/settings/data-directory.ts';
import { resolveSettings, type Settings } from '../electron/main/settings/settings.ts';
import { cores } from './compose.ts';

/** The common options, checked. */
export interface CommonOptions {
  readonly json: boolean;
  readonly dataDirectory: string;
  readonly settings: Settings;
}

const givenSchema = z.object({
  json: z.boolean().default(false),
  dataDir: z.string().optional(),
  memoryCeiling: z.string().optional(),
  workers: z.string().optional(),
  provider: z.string().optional(),
});

/** Adds the common options to a command. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document')
    .option('--data-dir <dir>', 'folder of the library and the settings')
    .option('--memory-ceiling <MB>', 'most memory an embedder may have (OPERATIONAL_MEMORY_MB)')
    .option('--workers <n>', 'embedder processes')
    .option('--provider <name>', 'who embeds: local');
}

/** The common options of a command's `opts()`. @throws RecollectError `settings-invalid`. */
export function commonOptions(given: unknown, environment: NodeJS.ProcessEnv = process.env): CommonOptions {
  const options = givenSchema.parse(given);
  return {
    json: options.json,
    dataDirectory: resolve(options.dataDir ?? environment.RECOLLECT_DATA_DIR ?? dataDirectory()),
    settings: resolveSettings(
      {
        memoryCeiling: options.memoryCeiling ?? environment.OPERATIONAL_MEMORY_MB,
        workers: options.workers,
        provider: options.provider,
      },
      cores(),
    ),
  };
}
