/**
 * What the laboratory and the importer process of a remedy say to each other.
 */
import { z } from 'zod';

/** The exit code of an importer that ends because it has reached its memory limit, and wants to be started again. */
export const RESTART_ME = 75;

/** importer -> laboratory */
export const importerMessageSchema = z.discriminatedUnion('type', [
  /** A process that works for the remedy; its memory is measured from now on. */
  z.strictObject({ type: z.literal('process'), pid: z.int() }),
  /** A file is begun. */
  z.strictObject({ type: z.literal('begun') }),
  /** All chunks of a file are stored. */
  z.strictObject({ type: z.literal('file') }),
  /** A child process or thread was replaced. */
  z.strictObject({ type: z.literal('restart') }),
]);
export type ImporterMessage = z.infer<typeof importerMessageSchema>;

/** An importer's child -> importer: a batch has its vectors; the file is done, and so much is resident. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stored'), chunks: z.array(z.int()) }),
  z.strictObject({ type: z.literal('done'), rssMb: z.number() }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;

/** The server that stands in for Voyage -> importer: where it is, and the key that it takes. */
export const standInAddressSchema = z.strictObject({ url: z.string(), key: z.string() });
export type StandInAddress = z.infer<typeof standInAddressSchema>;

/** laboratory -> importer: begin no further file, and exit. */
export const stopMessageSchema = z.strictObject({ type: z.literal('stop') });

/** What every importer is told, as JSON in its first argument. */
const jobSchema = z.strictObject({
  /** Folder of the stream; see conversations.ts. */
  stream: z.string(),
  files: z.int(),
  /** Where stored chunks are noted, a line "file chunk" for each: the importer's store. */
  ledger: z.string(),
  /** Where the importer keeps the first file that is not done, for its next start. */
  state: z.string(),
});

/** How the texts of a file are brought to the model, as JSON in the second argument. */
const recipeSchema = z.strictObject({
  /** Most chunks in one run of the model. */
  batchSize: z.int().min(1).default(50),
  /** Most padded tokens in one run; 0 for no limit. Runs are then sorted by length. */
  tokenBudget: z.int().default(0),
  memoryPattern: z.boolean().default(true),
  arena: z.boolean().default(true),
  /** Threads of a run; 0 lets ONNX Runtime take all cores. */
  threads: z.int().default(0),
  /** Files under way at once, on one session. */
  concurrency: z.int().min(1).default(1),
  /** Collect garbage after each file; needs --expose-gc. */
  gcAfterFile: z.boolean().default(false),
  /** Make a new session after so many files; 0 for never. */
  recreateAfterFiles: z.int().default(0),
  /** Exit with RESTART_ME after a file when the process has this much resident, in MB; 0 for never. */
  exitAtMb: z.int().default(0),
  /** Recycle the thread after so many files, or the child process at so many MB. */
  recycleAfterFiles: z.int().default(0),
  recycleAtMb: z.int().default(0),
  /** Processes of the pool that ships. */
  workers: z.int().default(2),
  /** From the end of a request to the beginning of its answer, in ms, where a server embeds. */
  latencyMs: z.int().default(0),
});

export type ImporterJob = z.infer<typeof jobSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
/** A recipe where only what differs from the importer as it was is named. */
export type RecipeChanges = z.input<typeof recipeSchema>;

/** Reads the arguments of an importer process. @throws ZodError if they are not what the laboratory passes. */
export function parseImporterArguments(argv: readonly string[]): { job: ImporterJob; recipe: Recipe } {
  const [job = '', recipe = ''] = argv;
  return { job: jobSchema.parse(JSON.parse(job)), recipe: parseRecipe(recipe) };
}

/** Fills a recipe up with what the importer as it was did. */
export function completeRecipe(changes: RecipeChanges): Recipe {
  return recipeSchema.parse(changes);
}

/** Reads a recipe from JSON. @throws ZodError if it is none. */
export function parseRecipe(json: string): Recipe {
  return recipeSchema.parse(JSON.parse(json));
}
