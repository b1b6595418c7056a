/** How many chunks each conversation of the stream has: what an importer has to store. */
import { loadTokenizer } from '../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../headless/paths.ts';
import { readConversation } from './conversations.ts';
import { oldChunks } from './importers/old-chunks.ts';
import { shippedChunks } from './importers/shipped-chunks.ts';

/** Chunks of each file, as the importer before and as Recollect cuts them. */
export async function countChunks(
  folder: string,
  files: number,
): Promise<{ readonly old: number[]; readonly shipped: number[] }> {
  const tokenizer = await loadTokenizer(modelFolder);
  const count = (text: string): number => tokenizer.encode(text).length - 2;
  const old: number[] = [];
  const shipped: number[] = [];
  for (let file = 0; file < files; file += 1) {
    const messages = await readConversation(folder, file);
    old.push(oldChunks(messages, count).length);
    shipped.push(shippedChunks(messages, count).length);
  }
  return { old, shipped };
}
