/**
 * Entry of an embedder process: texts in, vectors out. Holds no state worth keeping: it may be killed at any time.
 * Arguments: the model's folder, and the generation that it puts on every message.
 */
import { toFailure } from '../../shared/errors.ts';
import { HEARTBEAT_MS, type EmbedderReply, type EmbedderRequest } from '../../shared/embedder-protocol.ts';
import { parentChannel } from '../channel.ts';
import { loadTokenizer } from '../tokenizer.ts';
import { BatchRunner } from './batch-runner.ts';
import { openSession } from './session.ts';
import { verifyModel } from './verify-model.ts';

const channel = parentChannel();
const post = (reply: EmbedderReply): void => channel.post(reply);
const rssMb = (): number => process.memoryUsage.rss() / 2 ** 20;

async function main(): Promise<void> {
  const [modelFolder = '', generationText = '0'] = process.argv.slice(2);
  const generation = Number(generationText);
  try {
    const manifest = await verifyModel(modelFolder);
    const [tokenizer, session] = await Promise.all([
      loadTokenizer(modelFolder),
      openSession(modelFolder, manifest),
    ]);
    const runner = new BatchRunner(tokenizer, session, manifest.max_tokens);
    await runner.embed(['ready'], () => Promise.resolve());
    setInterval(() => post({ type: 'alive', generation, rssMb: rssMb() }), HEARTBEAT_MS).unref();
    listen(runner, generation);
    post({ type: 'ready', generation, rssMb: rssMb(), dimensions: session.dimensions });
  } catch (error) {
    post({ type: 'unusable', generation, ...toFailure(error) });
  }
}

function listen(runner: BatchRunner, generation: number): void {
  type Embed = Extract<EmbedderRequest, { type: 'embed' }>;
  const documents: Embed[] = [];
  const queries: Embed[] = [];
  let exiting = false;
  let running = false;

  const answer = async (request: Embed, overtake: () => Promise<void>): Promise<void> => {
    try {
      const { vectors, tokens } = await runner.embed(request.texts, overtake);
      post({ type: 'embedded', generation, batch: request.batch, vectors, tokens, rssMb: rssMb() });
    } catch (error) {
      post({
        type: 'failed',
        generation,
        batch: request.batch,
        text: null,
        message: toFailure(error).message,
      });
    }
  };
  const answerQueries = async (): Promise<void> => {
    for (let query = queries.shift(); query; query = queries.shift())
      await answer(query, () => Promise.resolve());
  };
  const work = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (queries.length + documents.length > 0) {
      await answerQueries();
      const next = documents.shift();
      if (next) await answer(next, answerQueries);
    }
    running = false;
    if (exiting) process.exit(0);
  };

  channel.onMessage((message) => {
    // Main is the only one who can send; its messages are typed, not hostile.
    const request = message as EmbedderRequest;
    if (request.generation !== generation) return;
    if (request.type === 'exit') exiting = true;
    else (request.kind === 'query' ? queries : documents).push(request);
    void work();
  });
}

void main();
