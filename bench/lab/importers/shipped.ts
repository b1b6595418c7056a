/**
 * What ships: the project's chunks through its pool of supervised processes, with the default ceiling.
 * Arguments: see ../importer-protocol.ts.
 */
import { DEFAULT_CEILING_MB } from '../../../electron/main/embedding/memory-ceiling.ts';
import { composeLocalProvider } from '../../../headless/compose.ts';
import { modelFolder } from '../../../headless/paths.ts';
import { loadTokenizer } from '../../../electron/utility/tokenizer.ts';
import { parseImporterArguments } from '../importer-protocol.ts';
import { importFiles, tell } from './file-by-file.ts';
import { shippedChunks } from './shipped-chunks.ts';

/** As the import loop: texts that go to a process at once. */
const BATCH = 32;

const { job, recipe } = parseImporterArguments(process.argv.slice(2));
const tokenizer = await loadTokenizer(modelFolder);
const provider = await composeLocalProvider({
  dataDirectory: '',
  settings: { memoryCeilingMb: DEFAULT_CEILING_MB, workers: recipe.workers, provider: 'local' },
  onOutput: (text) => void process.stderr.write(text),
});
provider.onEvent(({ kind, pid }) => {
  if (kind === 'ready') {
    for (const process of provider.status().processes) tell({ type: 'process', pid: process.pid });
  } else if (kind === 'recycled' || kind === 'killed' || kind === 'crashed') {
    tell({ type: 'restart' });
  }
  if (pid !== null) tell({ type: 'process', pid });
});

const { signal } = new AbortController();
await importFiles(job, { ...recipe, concurrency: provider.capacity + 1 }, async (messages, store) => {
  const chunks = shippedChunks(messages, (text) => tokenizer.encode(text).length - 2);
  for (let from = 0; from < chunks.length; from += BATCH) {
    const batch = chunks.slice(from, from + BATCH);
    const { quarantined } = await provider.embedDocuments(batch, signal);
    const refused = new Set(quarantined.map(({ index }) => index));
    store(batch.flatMap((_, at) => (refused.has(at) ? [] : [from + at])));
  }
});
