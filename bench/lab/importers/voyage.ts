/**
 * The project's chunks through its provider for Voyage, with a local server that stands in for Voyage.
 * Arguments: see ../importer-protocol.ts.
 */
import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Spending } from '../../../electron/main/embedding/voyage/spending.ts';
import { TokenEstimator } from '../../../electron/main/embedding/voyage/token-estimate.ts';
import { VoyageProvider } from '../../../electron/main/embedding/voyage/voyage-provider.ts';
import { voyageSettingsSchema } from '../../../electron/shared/contract/settings.ts';
import { modelOf } from '../../../electron/shared/voyage-models.ts';
import { loadTokenizer } from '../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../headless/paths.ts';
import { MemoryAccount } from '../../../test/doubles/voyage/memory-account.ts';
import { parseImporterArguments, standInAddressSchema, type StandInAddress } from '../importer-protocol.ts';
import { importFiles } from './file-by-file.ts';
import { shippedChunks } from './shipped-chunks.ts';

const { job, recipe } = parseImporterArguments(process.argv.slice(2));
const tokenizer = await loadTokenizer(modelFolder);
const provider = createProvider(await startStandIn());
const { signal } = new AbortController();

await importFiles(job, recipe, async (messages, store) => {
  const chunks = shippedChunks(messages, (text) => tokenizer.encode(text).length - 2);
  for (let from = 0; from < chunks.length;) {
    const batch = chunks.slice(from, from + provider.batchTexts);
    const first = from;
    from += batch.length;
    const { quarantined, interrupted } = await provider.embedDocuments(batch, signal);
    if (interrupted) throw interrupted.error;
    const refused = new Set(quarantined.map(({ index }) => index));
    store(batch.flatMap((_, at) => (refused.has(at) ? [] : [first + at])));
  }
});

/** Starts the stand-in. It is not told to the laboratory: only what imports is measured. */
async function startStandIn(): Promise<StandInAddress> {
  const entry = fileURLToPath(new URL('./voyage-stand-in.ts', import.meta.url));
  const standIn = fork(entry, [String(recipe.latencyMs)]);
  const address = await new Promise<unknown>((resolve, reject) => {
    standIn.once('message', resolve);
    standIn.once('exit', (code) => reject(new Error(`The stand-in ended by itself, with ${String(code)}.`)));
  });
  return standInAddressSchema.parse(address);
}

/** The provider with its defaults, but for the address: nobody has to agree or to pay. */
function createProvider({ url, key }: StandInAddress): VoyageProvider {
  const settings = voyageSettingsSchema.parse({ baseUrl: url, limitUsd: null });
  const model = modelOf(settings);
  return new VoyageProvider({
    model,
    settings,
    fetch: globalThis.fetch,
    key: () => Promise.resolve(key),
    account: new MemoryAccount(),
    books: () =>
      Promise.resolve({ spending: new Spending(settings, null, []), estimator: new TokenEstimator() }),
    allowed: () => Promise.resolve(),
    clock: { now: () => performance.now(), wait: (ms, stop) => wait(ms, undefined, { signal: stop }) },
  });
}
