import { describe, expect, test } from 'vitest';
import { matchedPlaces } from '../../../../../electron/main/search/matched-places.ts';

/** What is marked, as texts. */
function marked(snippet: string, words: readonly string[], unfinished?: string): string[] {
  const places = matchedPlaces(snippet, words, unfinished);
  return places.flatMap((start, at) => (at % 2 === 0 ? [snippet.slice(start, places[at + 1])] : []));
}

describe('the words of a query in a snippet', () => {
  test('are marked where they begin a word, to its end', () => {
    expect(marked('The Kilns are cold; no brickkiln.', ['kiln', 'cold'])).toEqual(['Kilns', 'cold']);
    expect(marked('They configured the configuration', ['configure'])).toEqual([
      'configured',
      'configuration',
    ]);
  });

  test('are marked once where two of them meet', () => {
    expect(marked('userStore.open', ['userstore', 'user', 'store'])).toEqual(['userStore']);
  });

  test('are not taken for others that begin alike where they are short', () => {
    expect(marked('log logs logging logged logical login', ['log'])).toEqual([
      'log',
      'logs',
      'logging',
      'logged',
    ]);
    expect(marked('Compile a C file with cc', ['c'])).toEqual(['C']);
    expect(marked('10 of 1000', ['10'])).toEqual(['10']);
  });

  test('may go on in any way while they are typed', () => {
    expect(marked('log logical', ['log'], 'log')).toEqual(['log', 'logical']);
    expect(marked('Compile a C file', ['file', 'c'], 'c')).toEqual(['Compile', 'C', 'file']);
  });

  test('are marked anywhere where a script puts no spaces between words', () => {
    expect(marked('我们的数据库在凌晨备份', ['数据库', '备份'])).toEqual(['数据库', '备份']);
    expect(marked('ฐานข้อมูลของเรา', ['ข้อมูล'])).toEqual(['ข้อมูล']);
  });

  test('are not marked where places would be off', () => {
    expect(marked('\u0130stanbul kiln', ['kiln'])).toEqual([]);
  });
});
