import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateChunks } from '../../../../bench/corpus/generate-chunks.ts';
import { loadTokenizer } from '../../../../electron/utility/tokenizer.ts';

const model = join(import.meta.dirname, '../../../../resources/models/all-MiniLM-L6-v2');

test('the same seed gives the same texts, another seed others', () => {
  const texts = [...generateChunks({ seed: 1, count: 200 })];
  expect(texts).toHaveLength(200);
  expect([...generateChunks({ seed: 1, count: 200 })]).toEqual(texts);
  expect([...generateChunks({ seed: 2, count: 200 })]).not.toEqual(texts);
  expect([...generateChunks({ seed: 1, count: 50 })]).toEqual(texts.slice(0, 50));
});

test('no two texts are equal', () => {
  expect(new Set(generateChunks({ seed: 3, count: 20_000 })).size).toBe(20_000);
});

test('every text has 40 to 150 tokens of the bundled model', async () => {
  const tokenizer = await loadTokenizer(model);
  // Without the two special tokens at its ends.
  const counts = Array.from(
    generateChunks({ seed: 4, count: 3000 }),
    (text) => tokenizer.encode(text).length - 2,
  );
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(40);
  expect(Math.max(...counts)).toBeLessThanOrEqual(150);
});
