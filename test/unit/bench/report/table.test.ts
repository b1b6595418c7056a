import { describe, expect, test } from 'vitest';
import { markdownTable, textTable } from '../../../../bench/report/table.ts';

const table = {
  columns: ['Importer', 'Peak MB', 'Chunks/s'],
  rows: [
    ['Recollect', 312, 41.256],
    ['the one before', 3104, null],
  ],
};

describe('textTable', () => {
  test('aligns words to the left and numbers to the right', () => {
    expect(textTable(table)).toBe(
      [
        'Importer        Peak MB  Chunks/s',
        '--------------  -------  --------',
        'Recollect           312     41.26',
        'the one before    3,104',
        '',
      ].join('\n'),
    );
  });

  test('counts characters, not units, and keeps a cell on one line', () => {
    const lines = textTable({
      columns: ['a', 'b'],
      rows: [
        ['é😀', 'x\n  y'],
        ['abc', 'z'],
      ],
    }).split('\n');
    expect(lines).toEqual(['a    b', '---  ---', 'é😀   x y', 'abc  z', '']);
  });

  test('prints the titles of a table without rows, and fills short rows', () => {
    expect(textTable({ columns: ['a', 'b'], rows: [] })).toBe('a  b\n-  -\n');
    expect(textTable({ columns: ['a', 'b'], rows: [['x']] })).toBe('a  b\n-  -\nx\n');
  });
});

describe('markdownTable', () => {
  test('aligns columns by their colons as well', () => {
    expect(markdownTable(table)).toBe(
      [
        '| Importer       | Peak MB | Chunks/s |',
        '| -------------- | ------: | -------: |',
        '| Recollect      |     312 |    41.26 |',
        '| the one before |   3,104 |          |',
        '',
      ].join('\n'),
    );
  });

  test('keeps a cell a cell, whatever it holds', () => {
    expect(markdownTable({ columns: ['c'], rows: [['a|b'], ['c\\d'], ['e\nf']] })).toBe(
      ['| c      |', '| ------ |', '| a\\|b   |', '| c\\\\d   |', '| e<br>f |', ''].join('\n'),
    );
  });
});
