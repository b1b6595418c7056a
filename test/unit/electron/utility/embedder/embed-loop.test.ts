import { describe, expect, test } from 'vitest';
import {
  EmbedLoop,
  type EmbedAnswer,
  type EmbedLoopOptions,
  type EmbedRequest,
} from '../../../../../electron/utility/embedder/embed-loop.ts';

/** A loop over a model whose vector of a text is its length; it notes what it ran. */
function createLoop(changes: Partial<EmbedLoopOptions> = {}) {
  const runs: number[][] = [];
  const answers: EmbedAnswer[] = [];
  const tooLong: number[] = [];
  const loop = new EmbedLoop({
    tokenizer: { encode: (text) => [101, ...Array.from(text, (letter) => letter.codePointAt(0) ?? 0), 102] },
    session: {
      dimensions: 1,
      run: (ids) => {
        runs.push(ids.map((row) => row.length - 2));
        const poison = '!'.codePointAt(0) ?? 0;
        if (ids.some((row) => row.includes(poison))) return Promise.reject(new Error('no room'));
        return Promise.resolve(Float32Array.from(ids, (row) => row.length - 2));
      },
    },
    window: 10,
    limits: { batchSize: 1, tokenBudget: 512 },
    answer: (answer) => answers.push(answer),
    onTooLong: (_request, text) => tooLong.push(text),
    ...changes,
  });
  return { loop, runs, answers, tooLong };
}

const documents = (batch: number, ...texts: string[]): EmbedRequest => ({
  type: 'embed',
  generation: 1,
  batch,
  kind: 'document',
  texts,
});
const query = (batch: number, text: string): EmbedRequest => ({ ...documents(batch, text), kind: 'query' });

describe('the loop of an embedder', () => {
  test('embeds text by text and counts the tokens that are real', async () => {
    const { loop, runs, answers } = createLoop();
    loop.add(documents(1, 'a', 'bbb', ''));
    await loop.idle();
    expect(runs).toEqual([[1], [3], [0]]);
    expect(answers).toEqual([{ type: 'embedded', batch: 1, vectors: Float32Array.of(1, 3, 0), tokens: 10 }]);
  });

  test('lets a query overtake the documents after the text in flight', async () => {
    const { loop, runs, answers } = createLoop({
      session: {
        dimensions: 1,
        run: (ids) => {
          runs.push(ids.map((row) => row.length - 2));
          if (runs.length === 1) loop.add(query(2, 'qqqqqqq'));
          return Promise.resolve(Float32Array.of(1));
        },
      },
    });
    loop.add(documents(1, 'a', 'bb', 'ccc'));
    await loop.idle();
    expect(runs).toEqual([[1], [7], [2], [3]]);
    expect(answers.map(({ batch }) => batch)).toEqual([2, 1]);
  });

  test('says which text the model could not embed, and goes on with the next request', async () => {
    const { loop, answers } = createLoop();
    loop.add(documents(1, 'a', '!', 'c'));
    loop.add(documents(2, 'd'));
    await loop.idle();
    expect(answers).toEqual([
      { type: 'failed', batch: 1, text: 1, message: 'no room' },
      { type: 'embedded', batch: 2, vectors: Float32Array.of(1), tokens: 3 },
    ]);
  });

  test('does not know which text it was when several ran together', async () => {
    const { loop, answers } = createLoop({ limits: { batchSize: 4, tokenBudget: 0 } });
    loop.add(documents(1, 'a', '!'));
    await loop.idle();
    expect(answers).toMatchObject([{ type: 'failed', text: null }]);
  });

  test('puts the vectors of a sorted batch back in their places', async () => {
    const { loop, runs, answers } = createLoop({ limits: { batchSize: 2, tokenBudget: 0 } });
    loop.add(documents(1, 'ccc', 'a', 'dddd', 'bb'));
    await loop.idle();
    expect(runs).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(answers).toMatchObject([{ vectors: Float32Array.of(3, 1, 4, 2) }]);
  });

  test('cuts what is longer than the window, and tells of documents', async () => {
    const { loop, runs, tooLong } = createLoop();
    loop.add(documents(1, 'a', 'x'.repeat(20)));
    loop.add(query(2, 'x'.repeat(20)));
    await loop.idle();
    expect(runs.flat().sort((a, b) => a - b)).toEqual([1, 8, 8]);
    expect(tooLong).toEqual([1]);
  });

  test('answers a request without texts', async () => {
    const { loop, answers } = createLoop();
    loop.add(documents(1));
    await loop.idle();
    expect(answers).toEqual([{ type: 'embedded', batch: 1, vectors: new Float32Array(0), tokens: 0 }]);
  });
});
