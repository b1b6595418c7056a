/**
 * The pattern of an MCP server for a vector database: one short text a request, and time between them. It imports
 * nothing; a file counts when its first words have been embedded. Arguments: see ../importer-protocol.ts.
 */
import { setTimeout } from 'node:timers/promises';
import { parseImporterArguments } from '../importer-protocol.ts';
import { importFiles } from './file-by-file.ts';
import { createOldEmbedder } from './old-embedder.ts';

const WORDS = 12;
const IDLE_MS = 20;

const { job, recipe } = parseImporterArguments(process.argv.slice(2));
const embedder = await createOldEmbedder(recipe);

await importFiles(job, recipe, async (messages) => {
  for (const message of messages) {
    const request = message.split(' ').slice(0, WORDS).join(' ');
    await embedder.embed(embedder.chunk([request]), () => undefined);
    await setTimeout(IDLE_MS);
  }
});
