/**
 * What goes wrong in a chaos test, drawn from a seed: how each generation of embedders misbehaves, and when which
 * process is struck by a signal.
 */
import { Random } from '../../bench/corpus/random.ts';

/** What a generation of embedders does, as rules of electron/utility/embedder/misbehaviour.ts; `#` is the batch. */
const MISDEEDS = [
  'never-ready@',
  'hang@#',
  'crash@#',
  'exit@#',
  'garbage@#',
  'not-finite@#',
  'too-few-rows@#',
  'wrong-batch@#',
  'wrong-generation@#',
  'twice@#',
  'late@,exit@#',
  'balloon@#',
  'lie@,balloon@#',
] as const;

/** A signal to one of the processes that live at that time. */
export interface Strike {
  /** How long after the strike before, in ms. */
  readonly waitMs: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Which process, in [0, 1) of those that there are. */
  readonly target: number;
}

/** One storm. */
export interface Storm {
  /** For RECOLLECT_MISBEHAVIOUR. */
  readonly misbehaviour: string;
  readonly strikes: readonly Strike[];
}

/** Deals every misdeed out to `count` storms, and gives each so many strikes. The same seed, the same storms. */
export function drawStorms(seed: number, count: number, strikes: number): Storm[] {
  const random = new Random(`storm ${seed}`);
  const dealt: string[][] = Array.from({ length: count }, () => []);
  shuffled(MISDEEDS, random).forEach((misdeed, index) => dealt[index % count]?.push(misdeed));
  return dealt.map((misdeeds) => ({
    misbehaviour: misdeeds
      .map((misdeed, index) => {
        // Mostly over its second batch: a process that does nothing but harm is what the breaker is for.
        const batch = random.chance(0.2) ? 1 : random.integer(2, 3);
        return misdeed.replaceAll('@', `@${index + 1}`).replaceAll('#', `#${batch}`);
      })
      .join(','),
    strikes: drawStrikes(random, strikes),
  }));
}

/** Strikes one after the other, a quarter of which stop a process instead of killing it. */
export function drawStrikes(random: Random, count: number): Strike[] {
  return Array.from({ length: count }, () => ({
    waitMs: random.integer(300, 1_800),
    signal: random.chance(0.25) ? 'SIGSTOP' : 'SIGKILL',
    target: random.next(),
  }));
}

/** The target of a strike among the processes that live; undefined where none does. */
export function struck(strike: Strike, pids: readonly number[]): number | undefined {
  return pids[Math.floor(strike.target * pids.length)];
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
