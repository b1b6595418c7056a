/**
 * A real engine over a folder of its own: real processes, real library, the real model.
 */
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import { Engine } from '../../electron/main/engine.ts';
import { ReaderClient } from '../../electron/main/importing/reader-client.ts';
import { openLibrary } from '../../electron/main/library/library.ts';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { composeEngine } from '../../headless/compose.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';
import { childEntries, libraryThread, modelFolder } from '../../headless/paths.ts';

/** An engine with its library in `directory`. */
export function testEngine(directory: string, workers = 2, memoryCeilingMb = 400): Promise<Engine> {
  return composeEngine({
    dataDirectory: directory,
    settings: { memoryCeilingMb, workers, provider: 'local' },
    onOutput: () => undefined,
  });
}

/** The same with a provider of the test's own. */
export async function testEngineWith(directory: string, provider: EmbeddingProvider): Promise<Engine> {
  const library = await openLibrary(libraryPath(directory), libraryThread);
  const starter = createForkStarter({ entries: childEntries, onOutput: () => undefined });
  return new Engine({ library, reader: new ReaderClient(starter, modelFolder), provider, now: Date.now });
}

/** What a library holds, in a form that two libraries can be compared by. */
export async function contentsOf(engine: Engine, queries: readonly string[]): Promise<unknown> {
  const signal = new AbortController().signal;
  const { files: _files, ...counts } = await engine.library.read.counts();
  const progress = await engine.library.read.indexProgress(await engine.index());
  const answers = [];
  for (const query of queries) {
    for (const mode of ['hybrid', 'keyword', 'semantic'] as const) {
      const { hits } = await engine.search({ query, mode, limit: 10, filter: {} }, signal);
      answers.push(
        hits.map(({ conversationId, messageId, text, score }) => [conversationId, messageId, text, score]),
      );
    }
  }
  return { counts, progress, answers };
}
