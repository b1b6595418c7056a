/**
 * The remedies that were tried against an importer that grew to 3 GB, and what ships. Each is a row of
 * docs/memory-lab.md.
 */
import type { RecipeChanges } from './importer-protocol.ts';

/** One remedy: how it is run, and what it teaches whatever the figures. */
export interface Remedy {
  readonly id: string;
  readonly name: string;
  readonly teaches: string;
  /** Its importer: a file in importers/. */
  readonly importer: 'in-process' | 'isolated' | 'short-requests' | 'voyage' | 'shipped';
  /** What differs from the importer as it was. */
  readonly recipe?: RecipeChanges;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** Whose chunks: the old importer's of up to 512 tokens, or Recollect's. */
  readonly chunks: 'old' | 'shipped';
  /** False where it embeds, but imports nothing. */
  readonly imports: boolean;
  /** Part of `--quick`. */
  readonly quick: boolean;
}

/** At this size the container ended the whole importer, in MB. */
export const CONTAINER_MB = 1_000;
/** How long the server that stands in for Voyage takes to begin an answer, in ms. */
const STAND_IN_LATENCY_MS = 200;
/** The ceiling of an embedder that ships, in MB. */
const CEILING_MB = 400;

const old = { importer: 'in-process', chunks: 'old', imports: true, quick: false } as const;

/** Every remedy, in the order of the table. */
export const remedies: readonly Remedy[] = [
  {
    ...old,
    id: 'as-it-was',
    name: 'Streaming importer as it was: batches of 50, defaults',
    teaches:
      'Attention needs memory for batch x longest text squared, and the arena keeps the most that it ever needed. ' +
      'Each file with more or longer texts than any before raises the mark for good.',
    quick: true,
  },
  {
    ...old,
    id: 'gc',
    name: 'gc() after each file',
    teaches: 'What grows is outside of the JavaScript heap: there is nothing for the collector to collect.',
    recipe: { gcAfterFile: true },
    nodeOptions: ['--expose-gc'],
  },
  {
    ...old,
    id: 'malloc-arena-max',
    name: 'MALLOC_ARENA_MAX=2',
    teaches:
      'Fewer arenas of malloc fragment less; the arena of the runtime above them keeps its mark all the same.',
    environment: { MALLOC_ARENA_MAX: '2' },
  },
  {
    ...old,
    id: 'malloc-trim',
    name: 'MALLOC_TRIM_THRESHOLD_=65536',
    teaches: 'malloc can only give back what was freed, and the runtime does not free its arena.',
    environment: { MALLOC_TRIM_THRESHOLD_: '65536' },
  },
  {
    ...old,
    id: 'batch-25',
    name: 'Batches of 25',
    teaches:
      'A lower mark, but far from half of it: batches are seldom full, and the longest text squared is still there.',
    recipe: { batchSize: 25 },
  },
  {
    ...old,
    id: 'batch-10',
    name: 'Batches of 10',
    teaches: 'The nearest miss: a small batch bounds the texts, but not their length squared.',
    recipe: { batchSize: 10 },
    quick: true,
  },
  {
    ...old,
    id: 'threads',
    name: 'worker_threads, recycled every 10 files',
    teaches:
      'A thread shares its process: what native code allocated there outlives the thread, and the next one loads the ' +
      'model beside it. The peak is higher than without.',
    importer: 'isolated',
    recipe: { recycleAfterFiles: 10 },
  },
  {
    ...old,
    id: 'full-async',
    name: 'Full async: 4 runs at once on one session, bounded queue',
    teaches:
      'It cures nothing and gains nothing: the largest batch alone makes the mark, so the mark is the same, and the ' +
      'cores are the same, so the rate is too.',
    recipe: { concurrency: 4 },
  },
  {
    ...old,
    id: 'short-requests',
    name: 'Qdrant MCP pattern: one short text a request, idle between',
    teaches:
      'The same model and runtime stay flat when each run is small and alike. That was the hint: it is ' +
      'the shape of the runs. It imports nothing, so it is not comparable in speed.',
    importer: 'short-requests',
    imports: false,
  },
  {
    ...old,
    id: 'container',
    name: `Restart of the whole importer at ${CONTAINER_MB} MB, state kept (container)`,
    teaches:
      'It bounds memory only after the fact: the limit is passed by what the batch in hand still needs. Between two ' +
      'restarts it grows as before. A single restart, as in so short a stream, hardly shows in the rate.',
    recipe: { exitAtMb: CONTAINER_MB },
  },
  {
    ...old,
    id: 'subprocess',
    name: `Child process with unbounded batches, recycled at ${CEILING_MB} MB`,
    teaches:
      'The right place for the ceiling, but looked at between files only: one large batch passes it by far. The ' +
      'child is started anew after almost each long file, and nothing is embedded meanwhile.',
    importer: 'isolated',
    recipe: { recycleAtMb: CEILING_MB },
  },
  {
    ...old,
    id: 'arena-off',
    name: 'Another runtime configuration: arena off',
    teaches:
      'Without the arena memory comes back between runs, but one batch still needs what it needs: the peak is nearly ' +
      'the same. Each run pays for its allocations: of the old importer’s forms it is the slowest.',
    recipe: { arena: false },
  },
  {
    ...old,
    id: 'session-recreated',
    name: 'Session recreated in the process every 10 files',
    teaches:
      'The peak of a batch stays, and what old sessions leave behind in the process comes on top: it grows faster than ' +
      'without.',
    recipe: { recreateAfterFiles: 10 },
  },
  {
    ...old,
    id: 'voyage',
    name: `Voyage, a local stand-in: one call at a time, answered after ${STAND_IN_LATENCY_MS} ms`,
    teaches:
      'Where the model is elsewhere, its memory is too: what is left is the importer with its tokenizer, and the ' +
      'JavaScript heap, which moves. A local server stands in for Voyage: the rate is the latency of that stand-in and ' +
      'says nothing of Voyage’s, which comes from its network and its limits. The provider makes up to 8 calls at once.',
    importer: 'voyage',
    recipe: { latencyMs: STAND_IN_LATENCY_MS },
    chunks: 'shipped',
    quick: true,
  },
  {
    ...old,
    id: 'bounded-tokens',
    name: 'The cure: at most 512 padded tokens a run, memory pattern off',
    teaches:
      'Texts x longest text is what has to be bounded, not the number of texts. Sorted by length, little is padded: ' +
      'it is faster, too.',
    recipe: { batchSize: 64, tokenBudget: 512, memoryPattern: false, threads: 1 },
    quick: true,
  },
  {
    ...old,
    id: 'shipped',
    name: `What ships: the cure in supervised processes under a ceiling of ${CEILING_MB} MB`,
    teaches:
      'The cure keeps memory flat, and the ceiling holds whatever comes: each process is measured from outside and ' +
      'can be replaced without losing a text.',
    importer: 'shipped',
    chunks: 'shipped',
    quick: true,
  },
];
