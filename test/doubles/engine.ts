/**
 * A real engine over a folder of its own: real processes, real library, the real model.
 */
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import type { Engine } from '../../electron/main/engine.ts';
import { composeEngine } from '../../headless/compose.ts';

/** An engine with its library in `directory`. */
export function testEngine(
  directory: string,
  workers = 2,
  memoryCeilingMb = 400,
  qdrantKey = '',
): Promise<Engine> {
  return composeEngine({
    dataDirectory: directory,
    settings: { memoryCeilingMb, workers, provider: 'local', qdrantKey },
    onOutput: () => undefined,
  });
}

/** The same with a provider of the test's own. */
export function testEngineWith(directory: string, provider: EmbeddingProvider): Promise<Engine> {
  const settings = { memoryCeilingMb: 400, provider: 'local' } as const;
  return composeEngine({ dataDirectory: directory, settings, onOutput: () => undefined }, provider);
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
