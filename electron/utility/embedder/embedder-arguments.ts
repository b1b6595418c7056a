/**
 * The arguments that an embedder process is started with, parsed strictly: a typing error in a setting must not
 * quietly become a default.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** How an embedder works, as told at its start. */
export interface EmbedderArguments {
  /** Folder with the model's `manifest.json` and the files it names. */
  readonly modelFolder: string;
  /** The number that every message of this process carries. */
  readonly generation: number;
  /** Most texts in one run of the model. 1, the recipe, means no padding and no influence of neighbours. */
  readonly batchSize: number;
  /** Most padded tokens (texts x longest text) in one run; 0 for no limit. A single text always runs. */
  readonly tokenBudget: number;
  /** ONNX Runtime's memory patterns, which cache a plan for each shape. The recipe keeps them off. */
  readonly memoryPattern: boolean;
  /** ONNX Runtime's arena. The recipe keeps it on: without it memory fragments and runs are slower. */
  readonly arena: boolean;
}

const count = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);
const onOrOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const argumentsSchema = z.strictObject({
  positionals: z.tuple([z.string().min(1)], 'takes exactly one model folder'),
  values: z.strictObject({
    generation: count,
    'batch-size': count.refine((value) => value > 0, 'must be at least 1').default(1),
    'token-budget': count.default(512),
    'memory-pattern': onOrOff.default(false),
    arena: onOrOff.default(true),
  }),
});

/**
 * Parses `<model folder> --generation N [--batch-size N] [--token-budget N] [--memory-pattern on|off]
 * [--arena on|off]`.
 *
 * @throws Error that names the argument at fault.
 */
export function parseEmbedderArguments(argv: readonly string[]): EmbedderArguments {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      generation: { type: 'string' },
      'batch-size': { type: 'string' },
      'token-budget': { type: 'string' },
      'memory-pattern': { type: 'string' },
      arena: { type: 'string' },
    },
  });
  const parsed = argumentsSchema.safeParse({ positionals, values: { ...values } });
  if (!parsed.success) throw new Error(`Wrong arguments of the embedder: ${z.prettifyError(parsed.error)}`);
  return {
    modelFolder: parsed.data.positionals[0],
    generation: parsed.data.values.generation,
    batchSize: parsed.data.values['batch-size'],
    tokenBudget: parsed.data.values['token-budget'],
    memoryPattern: parsed.data.values['memory-pattern'],
    arena: parsed.data.values.arena,
  };
}
