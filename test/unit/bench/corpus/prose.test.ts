import { describe, expect, test } from 'vitest';
import { Prose } from '../../../../bench/corpus/prose.ts';
import { Random } from '../../../../bench/corpus/random.ts';
import { createTopic } from '../../../../bench/corpus/topic.ts';

/** `count` texts from conversations of ten each. */
function texts(count: number, write: (prose: Prose) => string): string[] {
  const random = new Random(11);
  let prose = new Prose(random, createTopic(random));
  return Array.from({ length: count }, (_, index) => {
    if (index % 10 === 0) prose = new Prose(random, createTopic(random));
    return write(prose);
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe('Prose', () => {
  const replies = texts(2000, (prose) => prose.reply());
  const prompts = texts(2000, (prose) => prose.prompt());
  const remarks = texts(2000, (prose) => prose.remark());
  const all = [...replies, ...prompts, ...remarks];

  test('fills every slot and writes the articles right', () => {
    // Code has braces of its own.
    const sentences = all.map((text) => text.replaceAll(/```[^]*?```/g, ''));
    expect(
      sentences.filter((text) => /\{\w+\}|undefined(?! \()| {2}/.test(text.replaceAll('\n    at ', ''))),
    ).toEqual([]);
    expect(sentences.filter((text) => /\ban? (?:a|an|the)\b|\ba [aeio]\w/i.test(text))).toEqual([]);
  });

  test('hardly ever repeats itself', () => {
    expect(new Set(replies).size).toBeGreaterThan(1990);
    expect(new Set(prompts).size).toBeGreaterThan(1990);
    expect(new Set(remarks).size).toBeGreaterThan(1800);
  });

  test('has skewed lengths: most replies are short, a few are pages with code', () => {
    const lengths = replies.map((text) => text.length);
    expect(median(lengths)).toBeLessThan(320);
    expect(Math.max(...lengths)).toBeGreaterThan(8 * median(lengths));
    const withCode = replies.filter((text) => text.includes('```')).length / replies.length;
    expect(withCode).toBeGreaterThan(0.03);
    expect(withCode).toBeLessThan(0.15);
  });

  test('has a large vocabulary whose most usual words make up much of the text', () => {
    const counts = new Map<string, number>();
    const words = all.flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const ranked = [...counts.values()].sort((a, b) => b - a);
    expect(counts.size).toBeGreaterThan(1200);
    const hundredMostUsual = ranked.slice(0, 100).reduce((sum, count) => sum + count, 0);
    // English prose has about a half in its hundred most usual words.
    expect(hundredMostUsual / words.length).toBeGreaterThan(0.35);
    expect(hundredMostUsual / words.length).toBeLessThan(0.7);
  });

  test('comes back to the words of its topic', () => {
    const random = new Random(12);
    const topic = createTopic(random);
    const prose = new Prose(random, topic);
    const text = Array.from({ length: 30 }, () => prose.reply()).join(' ');
    const mentioned = topic.nouns.filter((noun) => text.includes(noun));
    expect(mentioned.length).toBeGreaterThan(topic.nouns.length * 0.8);
  });
});
