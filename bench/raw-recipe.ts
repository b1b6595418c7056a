/**
 * The speed of the model with no pipeline around it: the same texts, as many processes, no library, no supervisor.
 */
import type { ChildProcess } from '../electron/shared/child-process.ts';
import { embedderReplySchema } from '../electron/shared/embedder-protocol.ts';
import { createForkStarter } from '../headless/fork-starter.ts';
import { childEntries, modelFolder } from '../headless/paths.ts';

const BATCH = 32;

/** Tokens a second over `texts` with `workers` processes, from the first text to the last answer. */
export async function rawTokensPerSecond(texts: readonly string[], workers: number): Promise<number> {
  const starter = createForkStarter({ entries: childEntries, onOutput: () => undefined });
  let next = 0;
  let tokens = 0;
  let started = 0;
  let ready = 0;
  const children: ChildProcess[] = [];
  await new Promise<void>((resolve, reject) => {
    let busy = workers;
    const feed = (child: ChildProcess, generation: number): void => {
      const batch = texts.slice(next, next + BATCH);
      if (batch.length === 0) {
        busy -= 1;
        if (busy === 0) resolve();
        return;
      }
      next += BATCH;
      child.post({ type: 'embed', generation, batch: next, kind: 'document', texts: batch });
    };
    for (let worker = 0; worker < workers; worker += 1) {
      const generation = worker + 1;
      const child: ChildProcess = starter.start(
        'embedder',
        [modelFolder, '--generation', String(generation)],
        {
          message: (message) => {
            const reply = embedderReplySchema.parse(message);
            if (reply.type === 'ready') {
              ready += 1;
              if (ready < workers) return;
              started = performance.now();
              for (const [index, each] of children.entries()) feed(each, index + 1);
            } else if (reply.type === 'embedded') {
              tokens += reply.tokens;
              feed(child, generation);
            }
          },
          exited: () => reject(new Error('An embedder ended in mid-benchmark.')),
        },
      );
      children.push(child);
    }
  });
  const seconds = (performance.now() - started) / 1000;
  for (const child of children) child.kill();
  return tokens / seconds;
}
