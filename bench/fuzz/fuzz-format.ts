/**
 * Reads damaged copies of a format's fixtures and looks at what comes of it: nothing may crash, take long, or give
 * the text of one conversation to another.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { RecollectError } from '../../electron/shared/errors.ts';
import { copyPath, type Fixture } from '../../test/doubles/fixtures.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../test/doubles/reader.ts';
import { Random } from '../corpus/random.ts';
import { mutate, type Mutation } from './mutate.ts';

/** Something that must not happen. `input` and the seed make it happen again. */
export interface Finding {
  readonly fixture: string;
  readonly input: number;
  readonly what: string;
}

/** A fixture, and how it is damaged where that isn't done as for any file. */
export interface DamagedFixture extends Fixture {
  readonly damage?: (random: Random) => Mutation;
}

/** What came of some inputs. */
export interface FuzzReport {
  readonly read: number;
  /** With a reason for people. */
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** How long one input may take, in ms: far more than any needs, on a busy machine too. */
const SLOW_MS = 5_000;

/** Bytes read at once: so few that blocks end everywhere. */
const SMALLEST_BLOCK = 512;
const LARGEST_BLOCK = 16 * 1024;

/** Findings after which it is enough. */
const ENOUGH = 20;

/** Why a file may be refused. Anything else is a fault of the reader. */
const REFUSALS = /^(?:file-|format-unknown$)/;

/** Of JSON, between two words. */
const ESCAPE = /\\[nrt]/g;

const WORD = /[\p{L}\p{N}]{3,}/gu;

/** Pairs of words that only one conversation holds, by the conversation: `format/key`. */
export type WordOwners = ReadonlyMap<string, string>;

/** Finds the pairs of words by which conversations of the fixtures can be told apart. */
export async function wordOwners(fixtures: readonly Fixture[]): Promise<WordOwners> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const fixture of fixtures) {
    for (const { conversation, kind, text } of (await readHistory(fixture.path)).parts) {
      // Its words are the program's: the names of tools and of their arguments.
      if (kind === 'tool-call') continue;
      const owner = `${fixture.format}/${conversation}`;
      for (const word of wordsOf(text)) {
        if ((owners.get(word) ?? owner) !== owner) shared.add(word);
        owners.set(word, owner);
      }
    }
  }
  for (const word of shared) owners.delete(word);
  // What a file holds and doesn't give may come to light when it is damaged.
  for (const { bytes, conversations } of fixtures) {
    for (const word of wordsOf(bytes.toString('utf8'))) {
      const owner = owners.get(word);
      if (owner !== undefined && !conversations.has(owner)) owners.delete(word);
    }
  }
  return owners;
}

/**
 * Reads the inputs numbered from `from` to below `to`; `done` is called after each. What an input is depends on its
 * number, the seed and the fixtures only.
 */
export async function fuzzFormat(
  fixtures: readonly DamagedFixture[],
  owners: WordOwners,
  seed: string,
  [from, to]: readonly [number, number],
  done: (input: number) => void = () => undefined,
): Promise<FuzzReport> {
  await using folder = await TemporaryFolder.create();
  const findings: Finding[] = [];
  let read = 0;
  let refused = 0;
  for (let input = from; input < to && findings.length < ENOUGH; input += 1) {
    const random = new Random(`${seed}/${input}`);
    const fixture = random.pick(fixtures);
    const mutation = fixture.damage?.(random) ?? mutate(fixture.bytes, random);
    const copy = copyPath(fixture, folder.path);
    await mkdir(copy.folder, { recursive: true });
    await writeFile(copy.path, mutation.bytes);
    const find = (what: string): void => void findings.push({ fixture: fixture.name, input, what });
    const started = performance.now();
    try {
      const reading = await readHistory(copy.path, null, random.integer(SMALLEST_BLOCK, LARGEST_BLOCK));
      read += 1;
      strayWords(reading, fixture, mutation, owners).forEach(find);
    } catch (error) {
      if (error instanceof RecollectError && REFUSALS.test(error.code)) refused += 1;
      else find(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const took = performance.now() - started;
    if (took > SLOW_MS) find(`took ${Math.round(took)} ms`);
    done(input);
  }
  return { read, refused, findings };
}

/**
 * Words of another conversation. Changed lines may say anything of the file's own; whole ones must not move. What the
 * damaged file says itself, where a cut happens to bring two words together, is from nowhere else.
 */
export function strayWords(
  reading: Pick<Reading, 'checkpoint' | 'parts'>,
  fixture: Pick<Fixture, 'conversations' | 'name'>,
  { bytes, keepsLines }: Mutation,
  owners: WordOwners,
): string[] {
  const { format } = reading.checkpoint;
  // A line of a document is a piece of whatever it stands in. A database's row is one, too.
  const ownLines = /\.(?:jsonl|db|vscdb)$/.test(fixture.name);
  let said: Set<string> | undefined;
  const saysItself = (word: string): boolean => {
    said ??= wordsOf(bytes.toString('utf8').replace(ESCAPE, ' '));
    return said.has(word);
  };
  return reading.parts.flatMap(({ conversation, kind, text }) => {
    if (kind === 'tool-call') return [];
    const place = `${format}/${conversation}`;
    return [...wordsOf(text)].flatMap((word) => {
      const owner = owners.get(word);
      if (owner === undefined || owner === place) return [];
      const own = fixture.conversations.has(owner);
      const moved = keepsLines && ownLines && fixture.conversations.has(place);
      if (own ? !moved : saysItself(word)) return [];
      return [`"${word}" of ${owner} is in ${place}`];
    });
  });
}

/** All pairs of neighbouring words. */
function wordsOf(text: string): Set<string> {
  const words = Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word);
  return new Set(words.slice(1).map((word, at) => `${words[at] ?? ''} ${word}`));
}
