import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankConversations } from '../../../../../electron/main/search/fusion.ts';
import { snippetOf } from '../../../../../electron/main/search/snippet.ts';
import { wordExpression } from '../../../../../electron/main/search/word-query.ts';

describe('a word query', () => {
  test('never breaks the full-text syntax, whatever is typed', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE VIRTUAL TABLE words USING fts5 (text)');
    const statement = database.prepare('SELECT rowid FROM words WHERE words MATCH ?');
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a"b', 'NEAR(', '*', 'a OR', '-x:y^2')),
        (text) => {
          const expression = wordExpression(text);
          if (expression !== null) expect(() => statement.all(expression)).not.toThrow();
        },
      ),
    );
  });

  test('leaves out words that say nothing, unless there are no others', () => {
    expect(wordExpression('why does the login fail')).toBe('"login" OR "fail"');
    expect(wordExpression('to be or not to be')).toBe('"to" OR "be" OR "or" OR "not"');
    expect(wordExpression('?!')).toBeNull();
  });
});

describe('fusion', () => {
  test('puts first what both lists hold for good', () => {
    const ranked = rankConversations([
      { conversationId: 1, textId: 1, spoken: true, words: 9 },
      { conversationId: 2, textId: 2, spoken: true, words: 8, meaning: 0.7 },
      { conversationId: 3, textId: 3, spoken: true, meaning: 0.72 },
      { conversationId: 4, textId: 4, spoken: true, words: 2, meaning: 0.2 },
    ]);
    expect(ranked[0]?.conversationId).toBe(2);
    expect(ranked.at(-1)?.conversationId).toBe(4);
  });

  test('counts what was said more than what a tool answered', () => {
    const ranked = rankConversations([
      { conversationId: 1, textId: 1, spoken: false, words: 10 },
      { conversationId: 2, textId: 2, spoken: true, words: 8 },
    ]);
    expect(ranked[0]?.conversationId).toBe(2);
  });
});

describe('a snippet', () => {
  test('shows the part with the words, on one line', () => {
    const text = `${'before '.repeat(100)}the login\n  fails here ${'after '.repeat(100)}`;
    const snippet = snippetOf(text, ['login', 'fails']);
    expect(snippet).toContain('the login fails here');
    expect(snippet.length).toBeLessThan(260);
  });
});
