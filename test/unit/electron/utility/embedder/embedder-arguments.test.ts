import { describe, expect, test } from 'vitest';
import { parseEmbedderArguments } from '../../../../../electron/utility/embedder/embedder-arguments.ts';

describe('the arguments of an embedder', () => {
  test('are the recipe where nothing else is said', () => {
    expect(parseEmbedderArguments(['/model', '--generation', '3'])).toEqual({
      modelFolder: '/model',
      generation: 3,
      batchSize: 1,
      tokenBudget: 512,
      memoryPattern: false,
      arena: true,
    });
  });

  test('can ask for what the recipe avoids', () => {
    const line = '/model --generation 1 --batch-size 64 --token-budget 0 --memory-pattern on --arena off';
    expect(parseEmbedderArguments(line.split(' '))).toMatchObject({
      batchSize: 64,
      tokenBudget: 0,
      memoryPattern: true,
      arena: false,
    });
  });

  test.each([
    ['/model'],
    ['--generation 1'],
    ['/model /other --generation 1'],
    ['/model --generation one'],
    ['/model --generation -1'],
    ['/model --generation 1 --batch-size 0'],
    ['/model --generation 1 --batch-size 1.5'],
    ['/model --generation 1 --memory-pattern yes'],
    ['/model --generation 1 --batch 2'],
  ])('are refused when they are wrong: %s', (line) => {
    expect(() => parseEmbedderArguments(line.split(' '))).toThrow();
  });
});
