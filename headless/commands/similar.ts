import { z } from 'zod';
import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { similarConversations } from '../../electron/main/search/similar.ts';
import { composeLibraryReader, composeLocalProvider } from '../compose.ts';
import { meantId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { sayHits } from '../say-hits.ts';
import type { Terminal } from '../terminal.ts';

const limitSchema = z.coerce.number().int().min(1).max(1_000).default(10);

/** `recollect similar CONVERSATION`: those nearest in meaning, by the vectors that are stored. */
export async function similarCommand(
  named: string,
  given: unknown,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = limitSchema.safeParse(given);
  if (!limit.success) throw new RecollectError('usage', '--limit takes a number from 1 to 1000.');
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    // It says which index is searched; no process is started.
    const { provider, model, dimensions } = await composeLocalProvider({
      ...options,
      onOutput: (text) => terminal.pass(text),
    });
    const index = await library.read.findIndex({
      provider,
      model,
      dimensions,
      chunkerVersion: CHUNKER_VERSION,
    });
    if (index === undefined)
      throw new RecollectError('usage', 'Nothing has been embedded yet. Import first.');
    const id = await meantId(named, (each) => library.read.conversationHeader(each));
    const hits = await similarConversations(library, index, id, limit.data);
    terminal.json({ conversationId: id, hits });
    sayHits(hits, terminal);
    return exitCodes.done;
  } finally {
    await library.close();
  }
}
