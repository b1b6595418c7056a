/**
 * The engine that benches measure.
 */
import { DEFAULT_CEILING_MB } from '../electron/main/embedding/memory-ceiling.ts';
import type { Engine } from '../electron/main/engine.ts';
import type { RunSettings } from '../electron/main/settings/settings.ts';
import { composeEngine } from '../headless/compose.ts';

/** Opens an engine over the library of a folder, with one embedder of the default ceiling where nothing else is said. */
export function openBenchEngine(dataDirectory: string, settings: Partial<RunSettings> = {}): Promise<Engine> {
  return composeEngine({
    dataDirectory,
    settings: { memoryCeilingMb: DEFAULT_CEILING_MB, workers: 1, provider: 'local', ...settings },
    onOutput: (text) => void process.stderr.write(text),
  });
}
