/**
 * Reads damaged copies of a format's files and looks at what comes of it: nothing may crash, take long, or give the
 * text of one conversation to another.
 */
import { join } from 'node:path';
import { RecollectError } from '../../electron/shared/errors.ts';
import type { ReadBatch } from '../../electron/shared/reader-protocol.ts';
import { readHistory, TemporaryFolder } from '../../test/doubles/reader.ts';
import { Random } from '../corpus/random.ts';
import type { Damaged, Subject } from './subject.ts';

/** Something that must not happen. `input` and the seed make it happen again. */
export interface Finding {
  readonly subject: string;
  readonly input: number;
  readonly what: string;
}

/** What came of some inputs. */
export interface FuzzReport {
  readonly read: number;
  /** With a reason for people. */
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** How damaged copies are read. */
export interface FuzzReading {
  /** Reads a file whole. What it throws is a refusal, or a fault. */
  readonly read: (path: string, random: Random) => Promise<readonly ReadBatch[]>;
  /** Inputs that are made and read at the same time; 1 unless given. */
  readonly ahead?: number;
  /** The time in ms by which an input is called slow: what the reader has computed so far. The clock's unless given. */
  readonly spentMs?: () => Promise<number>;
}

/** How long one input may take, in ms: far more than any needs. */
const SLOW_MS = 5_000;

/** Findings after which it is enough. */
const ENOUGH = 20;

/** Why a file may be refused. Anything else is a fault of the reader. */
const REFUSALS = /^(?:file-|zip-|format-unknown$)/;

/** Of JSON, between two words. */
const ESCAPE = /\\(?:[bfnrt]|u[\da-f]{4})/gi;

const WORD = /[\p{L}\p{N}]{3,}/gu;

/** Pairs of words that only one conversation holds, by the conversation: `format/key`. */
export type WordOwners = ReadonlyMap<string, string>;

/** Finds the pairs of words by which conversations of the subjects can be told apart. */
export async function wordOwners(subjects: readonly Subject[]): Promise<WordOwners> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { path } of subjects) {
    for (const { place, text } of saidIn((await readHistory(path)).batches)) {
      for (const word of wordsOf(text)) {
        if ((owners.get(word) ?? place) !== place) shared.add(word);
        owners.set(word, place);
      }
    }
  }
  for (const word of shared) owners.delete(word);
  // What a file holds and doesn't give may come to light when it is damaged.
  for (const { says, conversations } of subjects) {
    for (const word of wordsOf(says.toString('utf8'))) {
      const owner = owners.get(word);
      if (owner !== undefined && !conversations.has(owner)) owners.delete(word);
    }
  }
  return owners;
}

/**
 * Reads the inputs numbered from `from` to below `to`. What an input is depends on its number, the seed and the
 * subjects only.
 */
export async function fuzz(
  subjects: readonly Subject[],
  owners: WordOwners,
  seed: string,
  [from, to]: readonly [number, number],
  { read, ahead = 1, spentMs = () => Promise.resolve(performance.now()) }: FuzzReading,
): Promise<FuzzReport> {
  await using folder = await TemporaryFolder.create();
  const findings: Finding[] = [];
  const counts = { read: 0, refused: 0 };
  const one = async (input: number, into: string): Promise<void> => {
    const random = new Random(`${seed}/${input}`);
    const subject = random.pick(subjects);
    const damaged = await subject.damage(random, into);
    const find = (what: string): void => void findings.push({ subject: subject.name, input, what });
    const started = await spentMs();
    try {
      const batches = await read(damaged.path, random);
      counts.read += 1;
      strayWords(batches, subject, damaged, owners).forEach(find);
    } catch (error) {
      if (error instanceof RecollectError && REFUSALS.test(error.code)) counts.refused += 1;
      else find(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const took = (await spentMs()) - started;
    if (took > SLOW_MS) find(`took ${Math.round(took)} ms`);
  };
  let next = from;
  const lane = async (into: string): Promise<void> => {
    while (next < to && findings.length < ENOUGH) {
      next += 1;
      await one(next - 1, into);
    }
  };
  await Promise.all(Array.from({ length: ahead }, (_lane, index) => lane(join(folder.path, String(index)))));
  return { ...counts, findings };
}

/**
 * Words of another conversation. Where the damage may have moved text within the file, that is no finding. What the
 * damaged file says itself, where a cut happens to bring two words together, is from nowhere else.
 */
export function strayWords(
  batches: readonly Pick<ReadBatch, 'checkpoint' | 'parts'>[],
  { conversations }: Pick<Subject, 'conversations'>,
  { says, apart }: Pick<Damaged, 'says' | 'apart'>,
  owners: WordOwners,
): string[] {
  let said: Set<string> | undefined;
  const saysItself = (word: string): boolean => {
    said ??= wordsOf(says.toString('utf8').replace(ESCAPE, ' '));
    return said.has(word);
  };
  return saidIn(batches).flatMap(({ place, text }) =>
    [...wordsOf(text)].flatMap((word) => {
      const owner = owners.get(word);
      if (owner === undefined || owner === place) return [];
      const moved = apart && conversations.has(place);
      if (conversations.has(owner) ? !moved : saysItself(word)) return [];
      return [`"${word}" of ${owner} is in ${place}`];
    }),
  );
}

/** What was said, and in which conversation. The words of a tool call are the program's: names of tools and arguments. */
function saidIn(
  batches: readonly Pick<ReadBatch, 'checkpoint' | 'parts'>[],
): { readonly place: string; readonly text: string }[] {
  return batches.flatMap(({ checkpoint: { format }, parts }) =>
    parts.flatMap(({ conversation, kind, text }) =>
      kind === 'tool-call' ? [] : [{ place: `${format}/${conversation}`, text }],
    ),
  );
}

/** All pairs of neighbouring words. */
function wordsOf(text: string): Set<string> {
  const words = Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word);
  return new Set(words.slice(1).map((word, at) => `${words[at] ?? ''} ${word}`));
}
