import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countFacets } from '../../../../../electron/main/library/found-facets.ts';
import { SearchedLibrary, weights } from '../../../../doubles/searched-library.ts';

let library: SearchedLibrary;

beforeEach(() => {
  library = new SearchedLibrary();
});
afterEach(() => library.close());

describe('what was found is counted', () => {
  test('by source, project and month', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'kiln one', day: 2 },
      { conversation: 'b', message: '2', text: 'kiln two', day: 3 },
      { conversation: 'c', message: '3', text: 'kiln three', day: 40 },
    ]);
    library.writer.exec("UPDATE conversations SET project = '/home/ana/pots' WHERE key <> 'c'");
    const { texts } = library.store.byWord([{ word: 'kiln', weight: 1 }], weights, {}, 10);
    expect(countFacets(library.writer, texts)).toEqual({
      sources: [{ name: 'text', conversations: 3 }],
      projects: [{ path: '/home/ana/pots', conversations: 2 }],
      months: [
        { month: '2026-02', conversations: 1 },
        { month: '2026-01', conversations: 2 },
      ],
    });
    expect(countFacets(library.writer, [])).toEqual({ sources: [], projects: [], months: [] });
  });
});
