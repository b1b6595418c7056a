import { describe, expect, test } from 'vitest';
import { makeRetrievalSet } from '../../../../bench/retrieval/dataset.ts';
import { generateDialogues } from '../../../../bench/retrieval/generate-dialogues.ts';
import { generateRetrievalSet } from '../../../../bench/retrieval/generate-set.ts';
import { bootstrap, measureRanking } from '../../../../bench/retrieval/metrics.ts';
import { unfinishedQuestion } from '../../../../bench/retrieval/unfinished.ts';

describe('the metrics of a ranking', () => {
  test('count what is right among the first', () => {
    const metrics = measureRanking(['a', 'b', 'c', 'd', 'e', 'f'], ['c', 'f', 'x']);
    expect(metrics).toEqual({ any1: 0, any5: 1, any10: 1, frac10: 2 / 3, all5: 0, all10: 0, mrr: 1 / 3 });
    expect(measureRanking(['a'], ['a']).all5).toBe(1);
    expect(measureRanking([], ['a']).mrr).toBe(0);
  });

  test('count an id once, however often it comes', () => {
    expect(measureRanking(['a', 'a'], ['a', 'b']).frac10).toBe(0.5);
  });

  test('come with an interval around their mean', () => {
    const values = Array.from({ length: 100 }, (_, at) => (at < 80 ? 1 : 0));
    const { mean, low, high } = bootstrap(values);
    expect(mean).toBe(0.8);
    expect(low).toBeGreaterThan(0.65);
    expect(low).toBeLessThan(0.8);
    expect(high).toBeGreaterThan(0.8);
    expect(high).toBeLessThan(0.95);
    expect(bootstrap(values)).toEqual({ mean, low, high });
  });
});

describe('a retrieval set', () => {
  test('asks each haystack its own questions, and leaves out those that nothing answers', () => {
    const turn = (haystack: string) => ({
      haystack,
      session: 's',
      turn: `${haystack}-1`,
      role: 'user',
      text: 'x',
    });
    const question = { question: 'q', gold_turns: [] };
    const set = makeRetrievalSet(
      'two',
      [turn('a'), turn('b')],
      [
        { ...question, id: '1', haystack: 'a', gold_sessions: ['s'] },
        { ...question, id: '2', haystack: 'b', gold_sessions: [] },
      ],
    );
    expect(set.haystacks.map(({ name, turns, questions }) => [name, turns.length, questions.length])).toEqual(
      [['a', 1, 1]],
    );
  });

  test.each([
    ['of sessions', generateRetrievalSet],
    ['of dialogues', generateDialogues],
  ])('that is generated, %s, is the same for the same seed, and its answers stand in it', (_, generate) => {
    expect(generate(7)).toEqual(generate(7));
    expect(generate(8)).not.toEqual(generate(7));
    for (const haystack of generate(7).haystacks) {
      const turns = new Map(haystack.turns.map(({ turn, session }) => [turn, session]));
      expect(haystack.questions.length).toBeGreaterThan(0);
      for (const { gold_turns, gold_sessions } of haystack.questions) {
        expect(new Set(gold_turns.map((turn) => turns.get(turn)))).toEqual(new Set(gold_sessions));
      }
    }
  });

  test('of dialogues asks for what was told by somebody in other words', () => {
    const [haystack] = generateDialogues(7).haystacks;
    const [question] = haystack?.questions ?? [];
    const told = haystack?.turns.find(({ turn }) => turn === question?.gold_turns[0]);
    expect(told?.text).not.toContain(question?.question ?? '');
  });
});

test('an unfinished question ends in the middle of its last word', () => {
  expect(unfinishedQuestion('Where did we put the kiln?')).toBe('Where did we put the ki');
  expect(unfinishedQuestion('src/user_store.ts')).toBeNull();
  expect(unfinishedQuestion('?')).toBeNull();
});
