import { describe, expect, test } from 'vitest';
import { BatchQueue } from '../../../../../electron/main/embedding/batch-queue.ts';

const signal = new AbortController().signal;
const answer = (texts: readonly string[]) => ({
  vectors: Float32Array.from(texts, (text) => Number(text)),
  quarantined: [],
  tokens: texts.length,
});

describe('a batch', () => {
  test('over which processes die is split until the text at fault is alone, and only that is given up', async () => {
    const queue = new BatchQueue();
    const done = queue.add(['1', '2', '3', '4', '5'], 1, signal);
    for (let batch = queue.take(); batch; batch = queue.take()) {
      if (batch.texts.includes('3')) queue.putBack(batch.id);
      else queue.complete(batch.id, answer(batch.texts));
    }
    const { vectors, quarantined, tokens } = await done;
    expect([...vectors]).toEqual([1, 2, 0, 4, 5]);
    expect(quarantined.map(({ index }) => index)).toEqual([2]);
    expect(tokens).toBe(4);
    expect(queue.size).toBe(0);
  });

  test('is answered once: a second answer changes nothing', async () => {
    const queue = new BatchQueue();
    const done = queue.add(['1'], 1, signal);
    const batch = queue.take();
    queue.complete(batch?.id ?? 0, answer(['1']));
    queue.complete(batch?.id ?? 0, answer(['9']));
    expect([...(await done).vectors]).toEqual([1]);
  });

  test('that is cancelled is not handed out', async () => {
    const queue = new BatchQueue();
    const abort = new AbortController();
    const done = queue.add(['1'], 1, abort.signal);
    abort.abort();
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
    expect(queue.take()).toBeUndefined();
  });
});
