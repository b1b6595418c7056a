import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConversationTally } from '../../../../../electron/main/importing/conversation-tally.ts';

describe('a tally of conversations', () => {
  test('counts one when its last text is done, not before', () => {
    const tally = new ConversationTally();
    for (const conversation of [7, 7, 8]) tally.expect(conversation);
    tally.finish(7);
    expect(tally.done).toBe(0);
    tally.finish(7);
    expect(tally.done).toBe(1);
  });

  test('waits with one whose further texts may come with the next page', () => {
    const tally = new ConversationTally();
    tally.expect(7);
    tally.finish(7);
    expect(tally.done).toBe(0);
    tally.expect(7);
    tally.pass();
    expect(tally.done).toBe(0);
    tally.finish(7);
    expect(tally.done).toBe(1);
  });

  test('has counted each once at the end, in whatever order the texts come back', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat()), fc.nat(10), (conversations, picks, lead) => {
        const tally = new ConversationTally();
        const texts = conversations.flatMap((size, id) => Array.from({ length: size }, () => id));
        const underWay: number[] = [];
        const finishOne = (): void => {
          const [id] = underWay.splice((picks.next().value ?? 0) % underWay.length, 1);
          tally.finish(id ?? -1);
        };
        for (const id of texts) {
          tally.expect(id);
          underWay.push(id);
          while (underWay.length > lead) finishOne();
          expect(tally.done).toBeLessThanOrEqual(id);
        }
        tally.pass();
        while (underWay.length > 0) finishOne();
        expect(tally.done).toBe(conversations.length);
      }),
    );
  });
});
