/**
 * Embeds for an importer, in a thread or in a process of its own. Is sent the messages of a file, and answers with
 * the chunks of each batch, and at the end with its memory. Argument: the recipe.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { parseRecipe, type ChildMessage } from '../importer-protocol.ts';
import { createOldEmbedder } from './old-embedder.ts';

const recipe = parseRecipe(isMainThread ? (process.argv[2] ?? '{}') : z.string().parse(workerData));
const embedder = await createOldEmbedder(recipe);

async function embed(messages: unknown): Promise<void> {
  const chunks = embedder.chunk(z.array(z.string()).parse(messages));
  await embedder.embed(chunks, (stored) => post({ type: 'stored', chunks: [...stored] }));
  post({ type: 'done', rssMb: process.memoryUsage.rss() / 2 ** 20 });
}

function post(message: ChildMessage): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

if (parentPort) {
  parentPort.on('message', (messages) => void embed(messages));
} else {
  process.on('message', (messages) => void embed(messages));
  process.on('disconnect', () => process.exit(0));
}
