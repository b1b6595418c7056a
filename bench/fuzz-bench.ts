/**
 * `npm run bench -- fuzz [INPUTS] [KIND] [SEED]`: damages files of every kind that is read, and gives them to the
 * reader process as it ships. It must not end, hang, or need more memory than a reader may; no text may get into
 * another conversation.
 */
import { join } from 'node:path';
import { BuiltReader } from '../test/doubles/built-reader.ts';
import { TemporaryFolder } from '../test/doubles/reader.ts';
import { Random } from './corpus/random.ts';
import { fuzz, wordOwners, type FuzzReport, type WordOwners } from './fuzz/fuzz.ts';
import { ReaderProcess } from './fuzz/reader-process.ts';
import type { Subject } from './fuzz/subject.ts';
import { fuzzSubjects } from './fuzz/subjects.ts';

const INPUTS = 100_000;
const SEED = 'recollect';

/** Memory that a reader may need, in MB. */
const MEMORY_MB = 150;

/** Inputs that are made and read at the same time, so that the reader never waits. */
const AHEAD = 4;

/** Bytes read at once in half of the inputs: so few that blocks end everywhere. Each process has another number. */
const SMALLEST_BLOCK = 512;
const LARGEST_BLOCK = 16 * 1024;
const SMALL_BLOCK_INPUTS = 10_000;

/** Some of the inputs, which one process reads. */
interface Round {
  readonly range: readonly [number, number];
  /** What the reader ships with, where it is not given. */
  readonly blockBytes?: number;
}

interface Outcome {
  readonly report: FuzzReport;
  readonly peakMb: number;
  readonly crashes: readonly string[];
}

/** Fuzzes all kinds of files, or one. Sets the exit code to 1 if anything was found. */
export async function fuzzBench([given, only, seed = SEED]: readonly string[]): Promise<void> {
  const inputs = Number(given ?? INPUTS);
  await using folder = await TemporaryFolder.create();
  await using program = await BuiltReader.create();
  const subjects = await fuzzSubjects(join(folder.path, 'subjects'));
  const owners = await wordOwners(subjects);
  for (const kind of new Set(subjects.map((subject) => subject.kind))) {
    if (only !== undefined && kind !== only) continue;
    const own = subjects.filter((subject) => subject.kind === kind);
    const started = performance.now();
    const outcomes: Outcome[] = [];
    for (const round of roundsOf(inputs, new Random(`${seed}/${kind}`))) {
      outcomes.push(await fuzzRound(program.entry, own, owners, seed, round));
    }
    say(kind, outcomes, (performance.now() - started) / 1_000);
  }
}

/** One half as the reader ships, in one process; the other with small blocks. */
function roundsOf(inputs: number, random: Random): Round[] {
  const half = Math.ceil(inputs / 2);
  const rounds: Round[] = [{ range: [0, half] }];
  for (let from = half; from < inputs; from += SMALL_BLOCK_INPUTS) {
    const range = [from, Math.min(inputs, from + SMALL_BLOCK_INPUTS)] as const;
    rounds.push({ range, blockBytes: random.integer(SMALLEST_BLOCK, LARGEST_BLOCK) });
  }
  return rounds;
}

async function fuzzRound(
  entry: string,
  subjects: readonly Subject[],
  owners: WordOwners,
  seed: string,
  { range, blockBytes }: Round,
): Promise<Outcome> {
  const reader = new ReaderProcess(entry, blockBytes);
  try {
    const read = (path: string): ReturnType<typeof reader.read> => reader.read(path);
    const spentMs = (): Promise<number> => reader.spentMs();
    const report = await fuzz(subjects, owners, seed, range, { read, ahead: AHEAD, spentMs });
    return { report, peakMb: await reader.peakMb(), crashes: reader.crashes };
  } finally {
    reader.stop();
  }
}

function say(kind: string, outcomes: readonly Outcome[], seconds: number): void {
  const sum = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, each) => total + of(each), 0);
  const read = sum(({ report }) => report.read);
  const refused = sum(({ report }) => report.refused);
  const peakMb = Math.round(Math.max(...outcomes.map((outcome) => outcome.peakMb)));
  const faults = [
    ...(peakMb > MEMORY_MB ? [`needed ${peakMb} MB of ${MEMORY_MB}`] : []),
    ...outcomes.flatMap(({ crashes }) => crashes),
    ...outcomes.flatMap(({ report }) =>
      report.findings.map(({ subject, input, what }) => `${subject}, input ${input}: ${what}`),
    ),
  ];
  process.stdout.write(
    `${kind.padEnd(20)} ${read} read, ${refused} refused, ${peakMb} MB at most, ${seconds.toFixed(0)} s, ${faults.length} findings\n`,
  );
  for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
