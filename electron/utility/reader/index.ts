/**
 * Entry of the reader process: files in, batches of messages out. What it parses was written by somebody else, so
 * it is parsed here and not in main. Its argument is the model's folder, whose tokenizer counts tokens; a second one,
 * for measurements, is how many bytes are read at once.
 */
import type { ReaderRequest } from '../../shared/reader-protocol.ts';
import { parentChannel } from '../channel.ts';
import { loadTokenizer } from '../tokenizer.ts';
import { ReadBuffers } from './blocks.ts';
import { formats } from './formats/index.ts';
import { JobQueue } from './job-queue.ts';
import { createTokenCounter } from './token-counter.ts';

async function main(): Promise<void> {
  const [modelFolder = '', blockBytes] = process.argv.slice(2);
  const channel = parentChannel();
  const countTokens = createTokenCounter(await loadTokenizer(modelFolder));
  const buffers = new ReadBuffers(blockBytes === undefined ? undefined : Number(blockBytes));
  const queue = new JobQueue({ formats, countTokens, buffers }, (reply) => channel.post(reply));
  channel.onMessage((message) => {
    // Main is the only one who can send; its messages are typed, not hostile.
    const request = message as ReaderRequest;
    switch (request.type) {
      case 'read':
        return queue.read(request);
      case 'acknowledge':
        return queue.acknowledge(request.batches);
      case 'cancel':
        return queue.cancel(request.job);
      case 'exit':
        process.exit(0);
    }
  });
  channel.post({ type: 'ready' });
}

void main();
