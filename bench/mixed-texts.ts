/** Texts of lengths as mixed as the messages of real conversations, up to the model's window. */
import { Prose } from './corpus/prose.ts';
import { Random } from './corpus/random.ts';
import { createTopic } from './corpus/topic.ts';

/** Words that fill the window of 256 tokens, nearly. */
const MOST_WORDS = 170;
const MEDIAN_WORDS = 60;
const SPREAD = 0.9;
const TEXTS_PER_TOPIC = 40;

/** `count` different texts; the same for the same seed. `words`: of each, instead of mixed lengths. */
export function mixedTexts(seed: number, count: number, words?: number): string[] {
  const random = new Random(`mixed ${seed}`);
  let prose = new Prose(random, createTopic(random));
  return Array.from({ length: count }, (_, index) => {
    if (index % TEXTS_PER_TOPIC === 0) prose = new Prose(random, createTopic(random));
    const wanted =
      words ?? Math.round(Math.min(MOST_WORDS, Math.max(4, random.logNormal(MEDIAN_WORDS, SPREAD))));
    const parts = [String(index)];
    while (parts.length < wanted) parts.push(...prose.statement().split(' '));
    return parts.slice(0, wanted).join(' ');
  });
}
