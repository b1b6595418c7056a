import { describe, expect, test } from 'vitest';
import { encodeBatch, type ReaderReply } from '../../../../../electron/shared/reader-protocol.ts';
import { ReadBuffers } from '../../../../../electron/utility/reader/blocks.ts';
import type { Format } from '../../../../../electron/utility/reader/format.ts';
import { JobQueue } from '../../../../../electron/utility/reader/job-queue.ts';
import { eventually } from '../../../../doubles/eventually.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

/** A format of ten batches, or, where a file says so, of an exception. */
const tenBatches: Format = {
  name: 'text',
  resumable: false,
  recognises: (head) => !head.includes('unknown'),
  async read(file, sink) {
    if (file.size === 'fault'.length) throw new TypeError('a fault of ours');
    for (let batch = 1; batch < 10; batch += 1) await sink.checkpoint(batch, null);
    return { offset: file.size, state: null };
  },
};

/** Batches that may wait. */
const AHEAD = 4;
const BATCH_BYTES = encodeBatch({
  mode: 'continue',
  last: false,
  checkpoint: { format: 'text', offset: 1, headHash: 'h'.repeat(64), tailHash: 't'.repeat(64), state: null },
  conversations: [],
  parts: [],
  skipped: [],
}).length;

class Queue {
  readonly replies: ReaderReply[] = [];
  readonly queue: JobQueue;
  private readonly waiting = new Map<string, () => void>();

  constructor() {
    const reader = { formats: [tenBatches], countTokens: () => 1, buffers: new ReadBuffers() };
    const hear = (reply: ReaderReply): void => {
      this.replies.push(reply);
      if ('job' in reply) this.waiting.get(`${reply.type} ${reply.job}`)?.();
    };
    // The last of them goes over it by its last byte.
    this.queue = new JobQueue(reader, hear, (AHEAD - 1) * BATCH_BYTES + 1);
  }

  /** Resolves at the next such reply. */
  until(type: ReaderReply['type'], job: number): Promise<void> {
    return new Promise((resolve) => this.waiting.set(`${type} ${job}`, resolve));
  }

  /** Acknowledges whatever comes until a job is done. */
  async acknowledgeAll(job: number): Promise<void> {
    const done = this.until('done', job).then(() => true);
    while (!(await Promise.race([done, settle(10)]))) this.queue.acknowledge(1);
  }

  /** Resolves once so many batches of a job were sent, and whatever else would be sent had time to be. */
  async sent(job: number, batches: number): Promise<void> {
    await eventually(() => this.batchesOf(job) >= batches);
    await settle(50);
  }

  batchesOf(job: number): number {
    return this.replies.filter((reply) => reply.type === 'batch' && reply.job === job).length;
  }
}

const settle = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

describe('the jobs of the reader', () => {
  test('wait for acknowledgements, a few batches ahead', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    queue.queue.read({ type: 'read', job: 1, path: await folder.write('a', 'some bytes'), checkpoint: null });
    await queue.sent(1, AHEAD);
    expect(queue.batchesOf(1)).toBe(AHEAD);
    queue.queue.acknowledge(2);
    await queue.sent(1, AHEAD + 2);
    expect(queue.batchesOf(1)).toBe(AHEAD + 2);
    await queue.acknowledgeAll(1);
    expect(queue.batchesOf(1)).toBe(10);
    expect(queue.replies.at(-1)).toMatchObject({ type: 'done', job: 1, bytes: 10 });
  });

  test('run one after the other', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    const path = await folder.write('a', 'some bytes');
    queue.queue.read({ type: 'read', job: 1, path, checkpoint: null });
    queue.queue.read({ type: 'read', job: 2, path, checkpoint: null });
    await queue.sent(1, AHEAD);
    expect(queue.batchesOf(2)).toBe(0);
    await queue.acknowledgeAll(2);
    const jobs = queue.replies.flatMap((reply) =>
      reply.type === 'batch' || reply.type === 'done' ? [reply.job] : [],
    );
    expect(jobs).toEqual([...Array.from({ length: 11 }, () => 1), ...Array.from({ length: 11 }, () => 2)]);
  });

  test('can be cancelled while they wait for room, and before their turn', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    const path = await folder.write('a', 'some bytes');
    queue.queue.read({ type: 'read', job: 1, path, checkpoint: null });
    queue.queue.read({ type: 'read', job: 2, path, checkpoint: null });
    await queue.sent(1, AHEAD);
    const failed = queue.until('failed', 2);
    queue.queue.cancel(2);
    queue.queue.cancel(1);
    await failed;
    expect(queue.replies.filter(({ type }) => type === 'failed')).toMatchObject([
      { job: 1, code: 'cancelled' },
      { job: 2, code: 'cancelled' },
    ]);
    expect(queue.batchesOf(2)).toBe(0);
  });

  test('fail alone: the next one runs', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    const files = [['fault', 1] as const, ['unknown bytes', 2] as const, ['some bytes', 3] as const];
    for (const [content, job] of files) {
      queue.queue.read({ type: 'read', job, path: await folder.write(`f${job}`, content), checkpoint: null });
    }
    await queue.acknowledgeAll(3);
    expect(queue.replies.filter(({ type }) => type === 'failed')).toMatchObject([
      { job: 1, code: 'internal', message: 'a fault of ours' },
      { job: 2, code: 'format-unknown' },
    ]);
  });
});
