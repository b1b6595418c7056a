import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containersOf, DocumentSplitter } from '../../../../../electron/utility/reader/json-document.ts';

const user = (content: string) => ({
  type: 'user',
  message: { role: 'user', content },
  todos: [{ done: true }],
});

/** The objects of a document that is cut into blocks of `blockBytes`. */
function objectsOf(text: string, blockBytes = 1_000): { value: unknown; offset: number }[] {
  const bytes = Buffer.from(text);
  const splitter = new DocumentSplitter(containersOf(bytes) ?? []);
  const found = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    for (const object of splitter.split(bytes.subarray(at, at + blockBytes), at)) {
      found.push({ value: JSON.parse(object.bytes.toString()) as unknown, offset: object.offset });
    }
  }
  return found;
}

describe('the lines of a document', () => {
  const two = [user('one'), user('two }{ "type":"user"')];

  test.each([
    ['an array', JSON.stringify(two)],
    ['an array over several lines', JSON.stringify(two, null, 2)],
    [
      'an object with an array',
      JSON.stringify({ id: { a: 1 }, tags: [{ b: 2 }], loglines: two }).replace('[{"b":2}]', '[]'),
    ],
    ['lines that were spread over several', two.map((line) => JSON.stringify(line, null, 2)).join('\n')],
  ])('are found in %s', (_what, text) => {
    expect(objectsOf(text).map(({ value }) => value)).toEqual(two);
  });

  test('are the same whatever is read at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 50 }),
        (contents, blockBytes) => {
          const text = JSON.stringify([user('first'), ...contents.map(user)], null, 1);
          expect(objectsOf(text, blockBytes).map(({ value }) => value)).toEqual([
            user('first'),
            ...contents.map(user),
          ]);
        },
      ),
    );
  });

  test('have the offsets that they begin at', () => {
    const text = JSON.stringify({ loglines: two });
    expect(objectsOf(text).map(({ offset }) => text.slice(offset, offset + 7))).toEqual([
      '{"type"',
      '{"type"',
    ]);
  });

  test('are not looked for deeper than that', () => {
    expect(containersOf(Buffer.from(JSON.stringify({ a: { b: [user('x')] } })))).toBeNull();
    expect(containersOf(Buffer.from('[1,2]'))).toBeNull();
  });
});
