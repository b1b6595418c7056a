import { describe, expect, test } from 'vitest';
import { createDeferredRecall } from '../../../../headless/mcp/deferred-recall.ts';
import { FakeRecall } from '../../../doubles/recall.ts';

describe('recall from a library that may not be there yet', () => {
  test('opens it when it is first asked for, and once', async () => {
    let opened = 0;
    const recall = createDeferredRecall(() => {
      opened += 1;
      return Promise.resolve(new FakeRecall());
    });
    expect(opened).toBe(0);
    await Promise.all([recall.status(), recall.recent(1, undefined)]);
    expect(opened).toBe(1);
  });

  test('tries again after a failure', async () => {
    const attempts = [Promise.reject(new Error('There is no library.')), Promise.resolve(new FakeRecall())];
    const recall = createDeferredRecall(() => attempts.shift() ?? Promise.reject(new Error('too often')));
    await expect(recall.status()).rejects.toThrow('There is no library.');
    expect((await recall.status()).conversations).toBe(2);
  });
});
