import { expect, test } from 'vitest';
import { conversationMessages } from '../../../../bench/lab/conversations.ts';

const stream = Array.from({ length: 60 }, (_, index) => conversationMessages(1, index));

test('the same seed gives the same conversations, another one others', () => {
  expect(conversationMessages(1, 7)).toEqual(stream[7]);
  expect(conversationMessages(2, 7)).not.toEqual(stream[7]);
});

test('most conversations are short, and a few are long with messages that fill a window of 512 tokens', () => {
  const long = stream.filter((messages) => messages.length > 24);
  expect(long.length).toBeGreaterThan(1);
  expect(long.length).toBeLessThan(stream.length / 4);
  expect(long.every((messages) => messages.some((message) => message.split(' ').length > 300))).toBe(true);
});
