import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine, splitObjects } from '../../../../../electron/utility/reader/json-values.ts';

describe('a line', () => {
  test.each(['', '   ', '// a comment', '\ufeff'])('with nothing on it gives nothing: %j', (line) => {
    expect(parseLine(line)).toEqual([]);
  });

  test('gives its object, or all of several', () => {
    expect(parseLine(' {"a":1} ')).toEqual([{ a: 1 }]);
    expect(parseLine('{"a":"}{"}{"b":[{}]} {"c":2}')).toEqual([{ a: '}{' }, { b: [{}] }, { c: 2 }]);
  });

  test('gives null for what is no object, beside those that are', () => {
    expect(parseLine('[1]')).toEqual([null]);
    expect(parseLine('{"a":1}{"b":')).toEqual([{ a: 1 }, null]);
    expect(parseLine('{"a":1}}{"b":2}')).toContainEqual({ a: 1 });
  });

  test('may hold raw control characters', () => {
    expect(parseLine('{"a":"b\u0001\tc"}')).toEqual([{ a: 'b  c' }]);
  });

  test('may be nested ever so deep', () => {
    expect(parseLine(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)).toHaveLength(1);
    expect(parseLine('{"a":'.repeat(500_000))).toEqual([null]);
  });

  test('never throws', () => {
    const bits = fc.constantFrom('{', '}', '"', '\\', '[', ']', ':', ',', 'a', '\u0000', '//', '1');
    fc.assert(
      fc.property(
        fc.array(bits).map((all) => all.join('')),
        (line) => Array.isArray(parseLine(line)),
      ),
    );
  });
});

test('objects that follow each other are split into their own texts', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), (objects) => {
      const texts = objects.map((object) => JSON.stringify(object));
      expect(splitObjects(texts.join(''))).toEqual(texts);
    }),
  );
});
