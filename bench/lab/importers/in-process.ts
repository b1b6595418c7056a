/**
 * The importer that embeds in its own process: as it was, and with whatever a recipe changes.
 * Arguments: see ../importer-protocol.ts.
 */
import { parseImporterArguments } from '../importer-protocol.ts';
import { importFiles } from './file-by-file.ts';
import { createOldEmbedder } from './old-embedder.ts';

const { job, recipe } = parseImporterArguments(process.argv.slice(2));
const embedder = await createOldEmbedder(recipe);

await importFiles(
  job,
  recipe,
  async (messages, store) => embedder.embed(embedder.chunk(messages), store),
  async (filesDone) => {
    if (recipe.gcAfterFile) collectGarbage();
    if (recipe.recreateAfterFiles > 0 && filesDone % recipe.recreateAfterFiles === 0)
      await embedder.recreate();
  },
);

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('gc() is missing: the process must be started with --expose-gc.');
  globalThis.gc();
}
