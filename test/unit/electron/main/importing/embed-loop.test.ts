import { describe, expect, test } from 'vitest';
import { embedBacklog, type EmbedLoopParts } from '../../../../../electron/main/importing/embed-loop.ts';
import { ProgressCounter } from '../../../../../electron/main/importing/progress.ts';
import type { EmbeddedDocuments } from '../../../../../electron/main/embedding/provider.ts';
import {
  emptyProgress,
  type BacklogText,
  type EmbeddingResult,
} from '../../../../../electron/main/library/vector-store.ts';
import { textId } from '../../../../../electron/shared/ids.ts';

const { signal } = new AbortController();
const broken = new Error('The provider broke.');

type Embed = (texts: readonly string[], batch: number) => Promise<EmbeddedDocuments>;

/** A backlog of so many texts, four a batch, whose batches are embedded two at once; what is stored is kept. */
function aLoop(texts: number, embed: Embed) {
  const backlog = Array.from({ length: texts }, (_, at): BacklogText => {
    return { id: textId(at + 1), text: `text ${at}`, tokens: 1, conversation: at };
  });
  const stored: EmbeddingResult[] = [];
  const settled: number[] = [];
  const progress = new ProgressCounter(() => 0);
  progress.index = emptyProgress(texts);
  let batches = 0;
  const library = {
    read: { backlog: () => Promise.resolve({ texts: backlog, next: null }) },
    write: {
      storeVectors: (
        _index: number,
        results: readonly EmbeddingResult[],
        receipts: readonly number[] = [],
      ) => {
        stored.push(...results);
        settled.push(...receipts);
        return Promise.resolve();
      },
    },
  };
  const provider = {
    dimensions: 1,
    capacity: 1,
    batchTexts: 4,
    embedDocuments: (given: readonly string[]) => embed(given, (batches += 1)),
  };
  // The parts that the loop uses are all there.
  const parts = { library, provider, index: 1, progress, gate: () => Promise.resolve() } as unknown;
  return { parts: parts as EmbedLoopParts, stored, settled, progress, batches: () => batches };
}

const all = (texts: readonly string[]): EmbeddedDocuments => ({
  vectors: new Float32Array(texts.length).fill(1),
  quarantined: [],
  tokens: texts.length,
});
const ids = (results: readonly EmbeddingResult[]) =>
  results.map(({ id }) => Number(id)).sort((a, b) => a - b);

describe('embedding the backlog', () => {
  test('stores what came of an interrupted batch, leaves the rest in the backlog, and says why it ends', async () => {
    const { parts, stored, settled, progress } = aLoop(4, (texts) =>
      Promise.resolve({ ...all(texts), receipts: [7], interrupted: { texts: [1, 2], error: broken } }),
    );
    await expect(embedBacklog(parts, signal)).rejects.toBe(broken);
    expect(ids(stored)).toEqual([1, 4]);
    expect(settled).toEqual([7]);
    expect(progress.index).toEqual({ ...emptyProgress(2), embedded: 2 });
  });

  test('stores what is under way when another batch fails, and begins no further one', async () => {
    const wait = Promise.withResolvers<undefined>();
    const { parts, stored, batches } = aLoop(40, async (texts, batch) => {
      if (batch === 1) throw broken;
      await wait.promise;
      return all(texts);
    });
    const done = embedBacklog(parts, signal);
    setImmediate(() => wait.resolve(undefined));
    await expect(done).rejects.toBe(broken);
    expect(batches()).toBe(2);
    expect(ids(stored)).toEqual([5, 6, 7, 8]);
  });

  test('ends at once when nothing is under way but a batch that waits for the end of a pause', async () => {
    const { parts } = aLoop(8, () => Promise.reject(broken));
    let first = true;
    const gate = () => {
      if (!first) return new Promise<void>(() => undefined);
      first = false;
      return Promise.resolve();
    };
    await expect(embedBacklog({ ...parts, gate }, signal)).rejects.toBe(broken);
  });

  test('keeps texts back that are private, and counts them apart', async () => {
    const { parts, stored, progress } = aLoop(4, (texts) =>
      Promise.resolve({ ...all(texts), quarantined: [{ index: 0, reason: 'Why.' }], withheld: [3] }),
    );
    await embedBacklog(parts, signal);
    expect(stored.filter((result) => !('vector' in result))).toEqual([
      { id: 1, quarantined: 'Why.' },
      { id: 4, withheld: true },
    ]);
    expect(progress.index).toEqual({ ...emptyProgress(), embedded: 2, quarantined: 1, withheld: 1 });
  });
});
