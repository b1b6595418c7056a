/**
 * Entry of the reader process: files in, batches of messages out. What it parses was written by somebody else, so
 * it is parsed here and not in main. Its one argument is the model's folder, whose tokenizer counts tokens.
 */
import { toFailure } from '../../shared/errors.ts';
import {
  UNACKNOWLEDGED_BATCHES,
  type ReaderReply,
  type ReaderRequest,
} from '../../shared/reader-protocol.ts';
import { parentChannel } from '../channel.ts';
import { loadTokenizer } from '../tokenizer.ts';
import { formats } from './formats/index.ts';
import { readFile, type FileReader } from './read-file.ts';
import { createTokenCounter } from './token-counter.ts';

const ALIVE_MS = 1_000;

const channel = parentChannel();
const post = (reply: ReaderReply): void => channel.post(reply);

/** One file that is being read. */
class Job {
  readonly id: number;
  readonly abort = new AbortController();
  private sent = 0;
  private acknowledged = 0;
  private offset = 0;
  private room: () => void = () => undefined;

  constructor(id: number) {
    this.id = id;
  }

  acknowledge(sequence: number): void {
    this.acknowledged = Math.max(this.acknowledged, sequence);
    this.room();
  }

  cancel(): void {
    this.abort.abort();
    this.room();
  }

  async run(reader: FileReader, request: Extract<ReaderRequest, { type: 'read' }>): Promise<void> {
    const alive = setInterval(() => {
      post({ type: 'alive', job: this.id, offset: this.offset, rssMb: process.memoryUsage.rss() / 2 ** 20 });
    }, ALIVE_MS);
    try {
      const bytes = await readFile(
        reader,
        request.path,
        request.checkpoint,
        async (batch) => {
          this.sent += 1;
          this.offset = batch.checkpoint.offset;
          post({ type: 'batch', job: this.id, sequence: this.sent, batch });
          while (this.sent - this.acknowledged >= UNACKNOWLEDGED_BATCHES && !this.abort.signal.aborted) {
            await new Promise<void>((resolve) => (this.room = resolve));
          }
        },
        this.abort.signal,
      );
      post({ type: 'done', job: this.id, bytes });
    } catch (error) {
      const failure = this.abort.signal.aborted
        ? { code: 'cancelled' as const, message: 'Reading was cancelled.' }
        : toFailure(error);
      post({ type: 'failed', job: this.id, ...failure });
    } finally {
      clearInterval(alive);
    }
  }
}

async function main(): Promise<void> {
  const [modelFolder = ''] = process.argv.slice(2);
  const countTokens = createTokenCounter(await loadTokenizer(modelFolder));
  const reader: FileReader = { formats, countTokens };
  let job: Job | undefined;
  channel.onMessage((message) => {
    // Main is the only one who can send; its messages are typed, not hostile.
    const request = message as ReaderRequest;
    if (request.type === 'exit') process.exit(0);
    if (request.type === 'read') {
      job = new Job(request.job);
      void job.run(reader, request);
      return;
    }
    if (request.job !== job?.id) return;
    if (request.type === 'acknowledge') job.acknowledge(request.sequence);
    else job.cancel();
  });
  post({ type: 'ready' });
}

void main();
