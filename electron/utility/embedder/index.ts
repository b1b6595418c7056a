/**
 * Entry of an embedder process: texts in, vectors out. It holds no state worth keeping and may be killed at any
 * time. Arguments: see embedder-arguments.ts. What goes wrong beyond the protocol is printed on stderr.
 */
import { HEARTBEAT_MS, type EmbedderReply } from '../../shared/embedder-protocol.ts';
import { toFailure } from '../../shared/errors.ts';
import { parentChannel } from '../channel.ts';
import { loadTokenizer } from '../tokenizer.ts';
import { EmbedLoop } from './embed-loop.ts';
import { parseEmbedderArguments, type EmbedderArguments } from './embedder-arguments.ts';
import { openModelSession } from './model-session.ts';
import { embedderRequestSchema } from './request-schema.ts';
import { verifyModel } from './verify-model.ts';

/** What a fresh process embeds before it says that it is ready, so that the first request finds it warm. */
const FIRST_TEXT = 'ready';
/** How long a host that keeps the event loop alive waits for the last answer to leave, in ms. */
const FLUSH_MS = 200;

const channel = parentChannel();
const settings = parseEmbedderArguments(process.argv.slice(2));
const { generation } = settings;

// A release build replaces RECOLLECT_BUILD by "release" (scripts/build.mjs): that drops the branch and the file
// that it loads.
const misbehaviour =
  process.env.RECOLLECT_BUILD !== 'release' && process.env.RECOLLECT_TEST_HOOKS === '1'
    ? (await import('./misbehaviour.ts')).misbehaviourOfEnvironment(generation)
    : undefined;

function post(reply: EmbedderReply): void {
  if (misbehaviour) misbehaviour.post(reply, (message) => channel.post(message));
  else channel.post(reply);
}

try {
  await start(settings);
} catch (error) {
  post({ type: 'unusable', generation, ...toFailure(error) });
  finish();
}

async function start({
  modelFolder,
  batchSize,
  tokenBudget,
  memoryPattern,
  arena,
}: EmbedderArguments): Promise<void> {
  const manifest = await verifyModel(modelFolder);
  const [tokenizer, session] = await Promise.all([
    loadTokenizer(modelFolder),
    openModelSession(modelFolder, manifest, { memoryPattern, arena }),
  ]);
  await session.run([tokenizer.encode(FIRST_TEXT)]);

  const loop = new EmbedLoop({
    tokenizer,
    session,
    window: manifest.max_tokens,
    limits: { batchSize, tokenBudget },
    answer: (answer) =>
      post(
        answer.type === 'embedded' ? { generation, rssMb: rssMb(), ...answer } : { generation, ...answer },
      ),
    onTooLong: ({ batch }, text, tokens) => {
      process.stderr.write(
        `Text ${text} of batch ${batch} has ${tokens} tokens; what is past ${manifest.max_tokens} is not embedded.\n`,
      );
    },
  });
  await misbehaviour?.beforeReady();

  const heartbeat = setInterval(() => post({ type: 'alive', generation, rssMb: rssMb() }), HEARTBEAT_MS);
  channel.onMessage((message) => {
    const request = embedderRequestSchema.parse(message);
    if (request.generation !== generation) return;
    if (request.type === 'exit') {
      void loop.idle().then(() => {
        clearInterval(heartbeat);
        finish();
      });
      return;
    }
    misbehaviour?.onRequest(request);
    loop.add(request);
  });
  post({ type: 'ready', generation, rssMb: rssMb(), dimensions: session.dimensions });
}

/** Resident memory of this process in MB. */
function rssMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

/**
 * Ends the process without cutting off what it said last: a forked one ends by itself once that has been written,
 * a utility process, whose port keeps it alive, a moment later.
 */
function finish(): void {
  process.channel?.unref();
  setTimeout(() => process.exit(0), FLUSH_MS).unref();
}
