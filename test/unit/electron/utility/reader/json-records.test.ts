import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordSplitter, recordLayout } from '../../../../../electron/utility/reader/json-records.ts';

interface Split {
  readonly items: { key: string; value: unknown }[];
  readonly record: unknown;
}

/** Splits `text` in blocks of `size` bytes. */
function split(
  text: string,
  itemsKey: string,
  size: number,
): { records: Split[]; unfinished: number | null } {
  const bytes = Buffer.from(text);
  const layout = recordLayout(bytes, itemsKey);
  if (!layout) throw new Error('no layout');
  const splitter = new RecordSplitter(layout);
  const records: Split[] = [];
  let items: Split['items'] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const piece of splitter.split(bytes.subarray(at, at + size), at)) {
      expect(bytes.subarray(piece.offset, piece.offset + 1).toString()).toBe('{');
      const value: unknown = JSON.parse(piece.bytes.toString());
      if (piece.kind === 'item') items.push({ key: piece.key, value });
      else {
        records.push({ items, record: value });
        items = [];
      }
    }
  }
  return { records, unfinished: splitter.unfinished };
}

describe('a document of records', () => {
  const record = {
    id: 'a',
    'with "quotes" \\': [{ m: 1 }],
    m: { x: { v: '}{' }, 'y"': { v: [{}] }, z: null },
    end: {},
  };
  const expected = {
    items: [
      { key: 'x', value: record.m.x },
      { key: 'y\\"', value: record.m['y"'] },
    ],
    record: { ...record, m: { x: null, 'y"': null, z: null } },
  };

  test.each([
    ['an array', [record, record], 2],
    ['an object with an array', { conversations: [record] }, 1],
    ['one record', record, 1],
  ])('as %s gives items, then what is around them', (_what, document, count) => {
    for (const text of [JSON.stringify(document), JSON.stringify(document, null, 2)]) {
      for (const size of [1, 7, 10_000]) {
        expect(split(text, 'm', size).records).toEqual(Array.from({ length: count }, () => expected));
      }
    }
  });

  test('that was cut says where its last record began', () => {
    const text = JSON.stringify([record, record]);
    expect(split(text.slice(0, -5), 'm', 100).unfinished).toBe(JSON.stringify([record]).length);
    expect(split(text, 'm', 100).unfinished).toBeNull();
  });

  test('is none where the key is something else', () => {
    for (const text of ['{"m":1}', '[[{"m":{}}]]', '{"a":{"m":{}}}', '"\\"m\\":{"', 'text', '']) {
      expect(recordLayout(Buffer.from(text), 'm')).toBeNull();
    }
  });

  test('gives the same as a parser, whatever strings it holds and wherever its blocks end', () => {
    const item = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    const records = fc.array(
      fc.record({ before: fc.jsonValue(), items: fc.array(item), after: fc.string({ unit: 'binary' }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 64 }), (values, size) => {
        const { records: found, unfinished } = split(JSON.stringify(values), 'items', size);
        expect(unfinished).toBeNull();
        const plain = JSON.parse(JSON.stringify(values)) as typeof values;
        expect(found.map(({ items }) => items.map(({ value }) => value))).toEqual(
          plain.map(({ items }) => items),
        );
        expect(found.map(({ record: rest }) => rest)).toEqual(
          plain.map((value) => ({ ...value, items: value.items.map(() => null) })),
        );
      }),
    );
  });
});
