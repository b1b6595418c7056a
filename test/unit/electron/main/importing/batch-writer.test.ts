import { describe, expect, test } from 'vitest';
import { BatchWriter, GROUP_BYTES } from '../../../../../electron/main/importing/batch-writer.ts';
import type { BatchOutcome, FileBatch } from '../../../../../electron/main/library/batch-store.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { fileId } from '../../../../../electron/shared/ids.ts';

const stored = { ok: true, stored: { newMessages: 1, skippedLines: 0 } } as const satisfies BatchOutcome;

/** A library that commits when it is told to. */
class SlowLibrary {
  readonly groups: (readonly FileBatch[])[] = [];
  private settle: ((outcomes: BatchOutcome[] | Error) => void) | undefined;

  readonly commitBatches = (group: readonly FileBatch[]): Promise<BatchOutcome[]> => {
    this.groups.push(group);
    return new Promise((resolve, reject) => {
      this.settle = (outcomes) => (outcomes instanceof Error ? reject(outcomes) : resolve(outcomes));
    });
  };

  /** Waits until a group is being stored, and answers it. */
  async answer(outcomeOf: (group: readonly FileBatch[]) => BatchOutcome[] | Error): Promise<void> {
    while (!this.settle) await new Promise((resolve) => setTimeout(resolve, 1));
    const { settle } = this;
    this.settle = undefined;
    settle(outcomeOf(this.groups.at(-1) ?? []));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const allStored = (group: readonly FileBatch[]): BatchOutcome[] => group.map(() => stored);
const filesOf = (group: readonly FileBatch[]): number[] => group.map(({ file }) => file);
const bytes = (size: number): Uint8Array => new Uint8Array(size);

describe('batches', () => {
  test('that come one after the other are stored together, in their order', async () => {
    const library = new SlowLibrary();
    const writer = new BatchWriter(library);
    const results = [1, 2, 3].map((file) => writer.store(fileId(file), bytes(10)));
    await library.answer(allStored);
    expect(await Promise.all(results)).toHaveLength(3);
    expect(library.groups.map(filesOf)).toEqual([[1, 2, 3]]);
  });

  test('that come while others are stored make the next group', async () => {
    const library = new SlowLibrary();
    const writer = new BatchWriter(library);
    const large = writer.store(fileId(1), bytes(GROUP_BYTES));
    const small = [2, 3].map((file) => writer.store(fileId(file), bytes(10)));
    await library.answer(allStored);
    await large;
    await library.answer(allStored);
    await Promise.all(small);
    expect(library.groups.map(filesOf)).toEqual([[1], [2, 3]]);
  });

  test('fail alone', async () => {
    const library = new SlowLibrary();
    const writer = new BatchWriter(library);
    const results = Promise.allSettled([1, 2].map((file) => writer.store(fileId(file), bytes(10))));
    await library.answer(() => [{ ok: false, failure: { code: 'internal', message: 'no batch' } }, stored]);
    expect(await results).toMatchObject([
      { status: 'rejected', reason: { code: 'internal', message: 'no batch' } },
      { status: 'fulfilled', value: { newMessages: 1 } },
    ]);
  });

  test('fail together where the library fails, and later ones are tried again', async () => {
    const library = new SlowLibrary();
    const writer = new BatchWriter(library);
    const results = Promise.allSettled([1, 2].map((file) => writer.store(fileId(file), bytes(10))));
    await library.answer(() => new RecollectError('disk-full', 'full'));
    expect(await results).toMatchObject([
      { status: 'rejected', reason: { code: 'disk-full' } },
      { status: 'rejected', reason: { code: 'disk-full' } },
    ]);
    const later = writer.store(fileId(1), bytes(10));
    await library.answer(allStored);
    expect(await later).toEqual(stored.stored);
  });
});
