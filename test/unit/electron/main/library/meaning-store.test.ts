import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { VectorStore } from '../../../../../electron/main/library/vector-store.ts';
import { byLetter, DIMENSIONS, SearchedLibrary } from '../../../../doubles/searched-library.ts';

let library: SearchedLibrary;

beforeEach(() => {
  library = new SearchedLibrary();
});
afterEach(() => library.close());

describe('conversations like one', () => {
  test('are those nearest to the middle of its chunks; its own, hidden and unknown ones are none', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'kiln and clay' },
      { conversation: 'b', message: '2', text: 'kiln of bricks' },
      { conversation: 'c', message: '3', text: 'tomatoes' },
      { conversation: 'd', message: '4', text: 'kiln and clay' },
    ]);
    const similar = (id: string) =>
      library.meaning.similarTo(library.index, id, 10)?.filter(({ score }) => score > 0.5);
    expect(similar('text:a')).toEqual([]);
    library.embedAll(byLetter);
    expect(library.textsOf(similar('text:a') ?? []).toSorted()).toEqual(['kiln and clay', 'kiln of bricks']);
    new MarkStore(library.writer).change('text:b', { hidden: true });
    expect(library.textsOf(similar('text:a') ?? [])).toEqual(['kiln and clay']);
    expect(similar('text:nothing')).toBeUndefined();
  });
});

describe('the bits of an index', () => {
  const makeWhole = (): void => {
    const identity = { provider: 'local', model: 'test', dimensions: DIMENSIONS, chunkerVersion: 1 };
    new VectorStore(library.writer).ensureIndex(identity);
  };
  const blocks = (): unknown[] =>
    library.writer
      .prepare(`SELECT length(bits) AS bits, length(large) AS large FROM bit_blocks_${library.index}`)
      .all();

  test('are made again from the vectors where they are missing, or mostly gone', () => {
    library.write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    library.embedAll(byLetter);
    library.writer.exec(`DROP TABLE bit_blocks_${library.index}`);
    makeWhole();
    expect(library.textsNear('k')).toEqual(['kiln']);
  });

  test('of an older Recollect are searched by their signs, and made anew when the library is opened for writing', () => {
    library.write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    library.embedAll(byLetter);
    const made = blocks();
    library.writer.exec(`ALTER TABLE bit_blocks_${library.index} DROP COLUMN large`);
    expect(library.textsNear('k')).toEqual(['kiln']);
    makeWhole();
    expect(blocks()).toEqual(made);
    expect(library.textsNear('k')).toEqual(['kiln']);
  });

  test('that an older Recollect added are kept apart until then', () => {
    library.write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    library.embedAll(byLetter);
    library.writer.exec(`UPDATE bit_blocks_${library.index} SET large = x''`);
    library.write([{ conversation: 'b', message: '2', text: 'oven' }]);
    library.embedAll(byLetter);
    expect(blocks()).toHaveLength(2);
    expect(library.textsNear('k')[0]).toBe('kiln');
    expect(library.textsNear('o')[0]).toBe('oven');
    makeWhole();
    expect(blocks()).toHaveLength(1);
    expect(library.textsNear('o')[0]).toBe('oven');
  });
});
