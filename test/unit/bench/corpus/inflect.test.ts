import { describe, expect, test } from 'vitest';
import { capitalised, plural, verbOf, withArticle } from '../../../../bench/corpus/inflect.ts';

describe('verbOf', () => {
  test.each([
    ['add', 'adds', 'added', 'adding'],
    ['use', 'uses', 'used', 'using'],
    ['retry', 'retries', 'retried', 'retrying'],
    ['deploy', 'deploys', 'deployed', 'deploying'],
    ['patch', 'patches', 'patched', 'patching'],
    ['skip+', 'skips', 'skipped', 'skipping'],
    ['write/writes/wrote/writing', 'writes', 'wrote', 'writing'],
  ])('%s', (entry, third, past, ing) => {
    expect(verbOf(entry)).toEqual({ base: entry.replace(/[+/].*/, ''), third, past, ing });
  });
});

test.each([
  ['file', 'files'],
  ['query', 'queries'],
  ['key', 'keys'],
  ['index', 'indexes'],
  ['branch', 'branches'],
  ['child', 'children'],
])('the plural of %s is %s', (noun, expected) => {
  expect(plural(noun)).toBe(expected);
});

test.each([
  ['error', 'an error'],
  ['file', 'a file'],
  ['user', 'a user'],
  ['union', 'a union'],
  ['unsafe lock', 'an unsafe lock'],
  ['hour', 'an hour'],
])('the article of %s', (word, expected) => {
  expect(withArticle(word)).toBe(expected);
});

test('capitalised leaves what is not a letter alone', () => {
  expect(capitalised('the file')).toBe('The file');
  expect(capitalised('`parseFile` fails')).toBe('`parseFile` fails');
});
