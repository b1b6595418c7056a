import { describe, expect, test } from 'vitest';
import { tokensOf } from '../../../../../electron/main/mcp/token-meter.ts';

/** The tokens that o200k_base, cl100k_base and @anthropic-ai/tokenizer 0.0.4 count, by gpt-tokenizer for the first two. */
const COUNTED = [
  [
    'English',
    'The quick brown fox jumps over the lazy dog, and then it went home to sleep for the whole night.',
    22,
    22,
    22,
  ],
  [
    'Russian',
    'Быстрая коричневая лиса прыгает через ленивую собаку и потом идёт домой спать на всю ночь.',
    30,
    46,
    50,
  ],
  ['German', 'Überraschend schöne Straßenzüge führen größtenteils durch die Fußgängerzone.', 20, 24, 30],
  ['Chinese', '我们应该如何配置这个数据库以便在凌晨进行备份呢？', 15, 23, 22],
  ['Japanese', 'このデータベースをどのように設定すればよいですか。', 18, 24, 20],
  ['Korean', '이 데이터베이스를 어떻게 설정해야 합니까', 10, 21, 23],
  [
    'a program',
    'export const foo = (bar: string): Promise<readonly string[]> => { return bar?.baz ?? [] };',
    23,
    23,
    24,
  ],
  ['JSON', '{"a":1,"b":[{"c":"d\\n"},{"e":null}],"f":12345678901234}', 26, 25, 25],
  ['ids', '62969ba4-8ca2-427d-8d73-a16100899bbd 3400d7b0-ccc0-4900-9568-e3c558ed3ff9', 45, 45, 46],
  ['a hash', '9d91f5bf97f0e4b4cf7731375d1777af0c3b', 25, 25, 25],
] as const;

describe('the tokens of a text', () => {
  test.each(COUNTED)(
    'of %s are at least about what tokenizers count, and not many more',
    (_what, text, ...counts) => {
      const most = Math.max(...counts);
      expect(tokensOf(text)).toBeGreaterThan(most * 0.8);
      expect(tokensOf(text)).toBeLessThan(most * 1.6 + 5);
    },
  );

  test('of a key are more than those of words', () => {
    const key = 'dGhpcyBpcyBhIHRlc3Qgb2YgYmFzZTY0IGVuY29kaW5n';
    expect(tokensOf(key)).toBeGreaterThan(tokensOf('this is a test of words as long as the key is'));
  });
});
