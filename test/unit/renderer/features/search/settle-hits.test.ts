import { expect, test } from 'vitest';
import { settleHits } from '../../../../../renderer/features/search/settle-hits.ts';
import { aConversation, aHit } from '../../../../doubles/client-state.ts';

const hit = (id: string, snippet = 'a snippet') => aHit(aConversation(id), snippet, []);
const ids = (hits: readonly { conversationId: string }[]) => hits.map(({ conversationId }) => conversationId);

test('a list that nobody points at takes the new order', () => {
  expect(ids(settleHits([hit('a'), hit('b')], [hit('c'), hit('a')], false))).toEqual(['c', 'a']);
});

test('rows that are pointed at stay in their places; what is new comes below', () => {
  const settled = settleHits([hit('a'), hit('b')], [hit('c'), hit('b', 'better')], true);
  expect(ids(settled)).toEqual(['a', 'b', 'c']);
  expect(settled[1]?.snippet).toBe('better');
});
