/**
 * What can be set of the embedding on this machine.
 */
import type { ChildPriority } from '../../shared/child-process.ts';
import { DEFAULT_CEILING_MB } from './memory-ceiling.ts';

/** How the model is run. The defaults are the recipe that keeps memory flat; others are for trying what it saves. */
export interface RuntimeSettings {
  /** Most texts in one run of the model. */
  readonly batchSize: number;
  /** Most padded tokens in one run; 0 for no limit. */
  readonly tokenBudget: number;
  readonly memoryPattern: boolean;
  readonly arena: boolean;
}

/** How many processes embed, and what they may take. */
export interface EmbeddingSettings {
  readonly workers: number;
  /** The most resident memory of one process, in MB: over it, it is killed; at 85 % of it, replaced as planned. */
  readonly ceilingMb: number;
  /** Start a replacement before the old process leaves: no time is lost, and for a moment both are there. */
  readonly warmReplacement: boolean;
  /** A process without work for this long is stopped, in ms. */
  readonly idleAfterMs: number;
  readonly priority: ChildPriority;
  /** How long a process rests after a batch, as a share of the time that the batch took. */
  readonly restShare: number;
  readonly runtime: RuntimeSettings;
}

/** What holds where nobody sets anything; the number of workers depends on the machine. */
export const defaultEmbeddingSettings: Omit<EmbeddingSettings, 'workers'> = {
  ceilingMb: DEFAULT_CEILING_MB,
  warmReplacement: true,
  idleAfterMs: 60_000,
  priority: 'below-normal',
  restShare: 0,
  runtime: { batchSize: 1, tokenBudget: 512, memoryPattern: false, arena: true },
};

/** The settings as arguments of the embedder's entry file. */
export function runtimeArguments(runtime: RuntimeSettings): string[] {
  const onOrOff = (value: boolean): string => (value ? 'on' : 'off');
  return [
    '--batch-size',
    String(runtime.batchSize),
    '--token-budget',
    String(runtime.tokenBudget),
    '--memory-pattern',
    onOrOff(runtime.memoryPattern),
    '--arena',
    onOrOff(runtime.arena),
  ];
}
