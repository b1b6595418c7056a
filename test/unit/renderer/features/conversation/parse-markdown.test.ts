import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown } from '../../../../../renderer/features/conversation/parse-markdown.ts';

describe('blocks', () => {
  test('a fence is code, with its language, whatever is in it', () => {
    expect(parseMarkdown('Look:\n```ts\n# no heading\n- no list\n```\nDone.')).toEqual([
      { kind: 'paragraph', text: 'Look:' },
      { kind: 'code', language: 'ts', text: '# no heading\n- no list' },
      { kind: 'paragraph', text: 'Done.' },
    ]);
  });

  test('a longer fence holds a shorter one; one that is never closed reaches to the end', () => {
    expect(parseMarkdown('````\n```\ninner\n```\n````')).toEqual([
      { kind: 'code', language: '', text: '```\ninner\n```' },
    ]);
    expect(parseMarkdown('```\nopen')).toEqual([{ kind: 'code', language: '', text: 'open' }]);
  });

  test('headings, quotes and lists, with their numbers, levels and further lines', () => {
    expect(parseMarkdown('## Plan\n> said\n1. one\n   goes on\n  - inner')).toEqual([
      { kind: 'heading', text: 'Plan' },
      { kind: 'quote', text: 'said' },
      {
        kind: 'list',
        items: [
          { marker: '1.', depth: 0, text: 'one\ngoes on' },
          { marker: null, depth: 1, text: 'inner' },
        ],
      },
    ]);
  });

  test('any text can be parsed, and no line of it is lost', () => {
    const line = fc.constantFrom(
      '',
      'word',
      '# crown',
      '- entry',
      '2. two',
      '> cited',
      '```',
      '~~~js',
      '   deep',
      '*x*',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const shown = JSON.stringify(parseMarkdown(lines.join('\n')));
        for (const word of ['word', 'entry', 'two', 'cited', 'deep', 'crown']) {
          const given = lines.filter((one) => one.includes(word)).length;
          expect(shown.split(word).length - 1).toBe(given);
        }
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseMarkdown(text)));
  });
});

describe('inline', () => {
  test('code, strong and emphasis', () => {
    expect(parseInline('use `a*b*` and **that**, *not* 2*3*4')).toEqual([
      { kind: 'text', text: 'use ' },
      { kind: 'code', text: 'a*b*' },
      { kind: 'text', text: ' and ' },
      { kind: 'strong', text: 'that' },
      { kind: 'text', text: ', ' },
      { kind: 'emphasis', text: 'not' },
      { kind: 'text', text: ' 2*3*4' },
    ]);
  });

  test('the pieces are the text, less its marks', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const shown = parseInline(text)
          .map((piece) => piece.text)
          .join('');
        expect(shown.replace(/[`*]/g, '')).toBe(text.replace(/[`*]/g, ''));
      }),
    );
  });
});
