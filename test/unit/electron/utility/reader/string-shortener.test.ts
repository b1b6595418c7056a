import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SHORTENED_MARK, StringShortener } from '../../../../../electron/utility/reader/string-shortener.ts';

const limits = { string: 20, laterString: 5, generous: 200, kept: 1_000_000 };

/** The JSON text `json` after it streamed by, cut at `cuts`. */
function shortened(
  json: string,
  cuts: readonly number[] = [],
  given = limits,
): { json: string; shortener: StringShortener } {
  const bytes = Buffer.from(json);
  const shortener = new StringShortener(given);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  let from = 0;
  const parts = places.map((to) => {
    const part = shortener.shorten(bytes.subarray(from, to));
    from = to;
    return part;
  });
  return { json: Buffer.concat(parts).toString('utf8'), shortener };
}

describe('a shortened JSON text', () => {
  test('is the text itself if its strings are short', () => {
    const json = JSON.stringify({ a: ['b', 1, true, null], 'c"d': 'e\\f\u0001' });
    const { json: kept, shortener } = shortened(json);
    expect(kept).toBe(json);
    expect(shortener.shortened).toBe(false);
  });

  test('has a mark where a string was cut', () => {
    const { json, shortener } = shortened(JSON.stringify({ a: 'x'.repeat(50), b: 'kept' }));
    expect(JSON.parse(json)).toEqual({ a: `${'x'.repeat(20)}${SHORTENED_MARK}`, b: 'kept' });
    expect(shortener.shortened).toBe(true);
  });

  test('is JSON whatever is in its strings and wherever the stream is cut, and the same each time', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'binary' }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (value, cuts) => {
          const once = shortened(JSON.stringify(value)).json;
          // A later string may be shorter, and where `later` begins depends on the blocks: here it doesn't matter.
          const generous = { ...limits, generous: Number.POSITIVE_INFINITY };
          expect(() => JSON.parse(once) as unknown).not.toThrow();
          expect(shortened(JSON.stringify(value), cuts, generous).json).toBe(
            shortened(JSON.stringify(value), [], generous).json,
          );
        },
      ),
    );
  });

  test.each(['\\'.repeat(60), '"'.repeat(60), '\u0001'.repeat(60), '😀'.repeat(30), 'é'.repeat(60)])(
    'cuts neither an escape nor a character in two: %j',
    (text) => {
      const { json } = shortened(JSON.stringify([text]));
      const [kept = ''] = JSON.parse(json) as string[];
      expect(text.startsWith(kept.slice(0, -1))).toBe(true);
      expect(kept.endsWith(SHORTENED_MARK)).toBe(true);
    },
  );

  test('says when even shortened it is too much', () => {
    const { shortener } = shortened(JSON.stringify(Array.from({ length: 100 }, (_, index) => index)), [], {
      ...limits,
      kept: 50,
    });
    expect(shortener.full).toBe(true);
  });
});
