/**
 * What one generated conversation is about: a small choice of words that come back again and again in it, as
 * they do in real ones.
 */
import { verbOf } from './inflect.ts';
import type { Verb } from './inflect.ts';
import type { Random } from './random.ts';
import {
  ADJECTIVES,
  EVERYDAY_NOUNS,
  EVERYDAY_VERBS,
  EXTENSIONS,
  FOLDERS,
  NAMES,
  TECHNICAL_NOUNS,
  TECHNICAL_VERBS,
} from './vocabulary.ts';

const technicalVerbs = TECHNICAL_VERBS.map(verbOf);
const everydayVerbs = EVERYDAY_VERBS.map(verbOf);

/** The share of the conversations that aren't about software. */
const EVERYDAY_SHARE = 0.12;

/** The words of one conversation. */
export interface Topic {
  readonly technical: boolean;
  readonly nouns: readonly string[];
  readonly verbs: readonly Verb[];
  readonly adjectives: readonly string[];
  readonly identifiers: readonly string[];
  /** Relative paths of the files that the conversation touches. */
  readonly paths: readonly string[];
}

/** Chooses a topic. */
export function createTopic(random: Random): Topic {
  const technical = !random.chance(EVERYDAY_SHARE);
  const many = <Item>(count: number, draw: () => Item): Item[] => Array.from({ length: count }, draw);
  const nouns = technical ? TECHNICAL_NOUNS : EVERYDAY_NOUNS;
  const verbs = technical ? technicalVerbs : everydayVerbs;
  return {
    technical,
    // Half from anywhere, so that topics differ; half by rank, so that usual words stay usual.
    nouns: [...many(14, () => random.pick(nouns)), ...many(10, () => random.pickRanked(nouns))],
    verbs: [...many(10, () => random.pick(verbs)), ...many(8, () => random.pickRanked(verbs))],
    adjectives: [...many(8, () => random.pick(ADJECTIVES)), ...many(8, () => random.pickRanked(ADJECTIVES))],
    identifiers: many(12, () => identifier(random)),
    paths: many(8, () => path(random)),
  };
}

/** A name as it stands in source code: camelCase, PascalCase, snake_case or CONSTANT_CASE. */
export function identifier(random: Random): string {
  const first = verbOf(random.pick(TECHNICAL_VERBS)).base;
  const parts = [first, random.pick(TECHNICAL_NOUNS)];
  if (random.chance(0.4)) parts.push(random.pick(TECHNICAL_NOUNS));
  const style = random.weighted({ camel: 5, pascal: 2, snake: 3, constant: 1 });
  if (style === 'snake') return parts.join('_');
  if (style === 'constant') return parts.join('_').toUpperCase();
  const joined = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return style === 'pascal' ? joined : joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** A relative path of a source file. */
export function path(random: Random): string {
  const folders = Array.from({ length: random.integer(1, 3) }, () => random.pickRanked(FOLDERS));
  const name = [random.pick(TECHNICAL_NOUNS), random.pick(random.chance(0.5) ? TECHNICAL_NOUNS : NAMES)].join(
    '-',
  );
  return `${folders.join('/')}/${name}.${random.pickRanked(EXTENSIONS)}`;
}
