import { describe, expect, test } from 'vitest';
import { UNACKNOWLEDGED_BATCHES, type ReaderReply } from '../../../../../electron/shared/reader-protocol.ts';
import { ReadBuffers } from '../../../../../electron/utility/reader/blocks.ts';
import type { Format } from '../../../../../electron/utility/reader/format.ts';
import { JobQueue } from '../../../../../electron/utility/reader/job-queue.ts';
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

class Queue {
  readonly replies: ReaderReply[] = [];
  readonly queue: JobQueue;
  private readonly waiting = new Map<string, () => void>();

  constructor() {
    const reader = { formats: [tenBatches], countTokens: () => 1, buffers: new ReadBuffers() };
    this.queue = new JobQueue(reader, (reply) => {
      this.replies.push(reply);
      if ('job' in reply) this.waiting.get(`${reply.type} ${reply.job}`)?.();
    });
  }

  /** Resolves at the next such reply. */
  until(type: ReaderReply['type'], job: number): Promise<void> {
    return new Promise((resolve) => this.waiting.set(`${type} ${job}`, resolve));
  }

  batchesOf(job: number): number {
    return this.replies.filter((reply) => reply.type === 'batch' && reply.job === job).length;
  }
}

/** Long enough for whatever would be sent to be sent. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

describe('the jobs of the reader', () => {
  test('wait for acknowledgements, a few batches ahead', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    queue.queue.read({ type: 'read', job: 1, path: await folder.write('a', 'some bytes'), checkpoint: null });
    await settle();
    expect(queue.batchesOf(1)).toBe(UNACKNOWLEDGED_BATCHES);
    queue.queue.acknowledge(1, 2);
    await settle();
    expect(queue.batchesOf(1)).toBe(UNACKNOWLEDGED_BATCHES + 2);
    const done = queue.until('done', 1);
    queue.queue.acknowledge(1, 9);
    await done;
    expect(queue.batchesOf(1)).toBe(10);
    expect(queue.replies.at(-1)).toEqual({ type: 'done', job: 1, bytes: 10 });
  });

  test('run one after the other', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    const path = await folder.write('a', 'some bytes');
    queue.queue.read({ type: 'read', job: 1, path, checkpoint: null });
    queue.queue.read({ type: 'read', job: 2, path, checkpoint: null });
    await settle();
    expect(queue.batchesOf(2)).toBe(0);
    const done = queue.until('done', 2);
    queue.queue.acknowledge(1, 10);
    queue.queue.acknowledge(2, 10);
    await done;
    expect(queue.replies.map((reply) => ('job' in reply ? reply.job : 0))).toEqual([
      ...Array.from({ length: 11 }, () => 1),
      ...Array.from({ length: 11 }, () => 2),
    ]);
  });

  test('can be cancelled while they wait for room, and before their turn', async () => {
    await using folder = await TemporaryFolder.create();
    const queue = new Queue();
    const path = await folder.write('a', 'some bytes');
    queue.queue.read({ type: 'read', job: 1, path, checkpoint: null });
    queue.queue.read({ type: 'read', job: 2, path, checkpoint: null });
    await settle();
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
    const done = queue.until('done', 3);
    for (const [content, job] of files) {
      queue.queue.read({ type: 'read', job, path: await folder.write(`f${job}`, content), checkpoint: null });
    }
    queue.queue.acknowledge(3, 10);
    await done;
    expect(queue.replies.filter(({ type }) => type === 'failed')).toMatchObject([
      { job: 1, code: 'internal', message: 'a fault of ours' },
      { job: 2, code: 'format-unknown' },
    ]);
  });
});
