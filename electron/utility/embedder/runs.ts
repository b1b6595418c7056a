/**
 * Which texts go through the model together. Memory grows with texts x longest text squared, so this is where
 * the size of the process is decided.
 */

/** What bounds one run of the model. */
export interface RunLimits {
  /** Most texts in a run, at least 1. */
  readonly batchSize: number;
  /** Most padded tokens in a run (texts x longest text); 0 for no limit. */
  readonly tokenBudget: number;
}

/**
 * Groups texts into runs: neighbours in length, so that little is padded, and never over a limit, except that a
 * text longer than the budget runs alone.
 *
 * @param lengths Tokens of each text.
 * @returns The indices of the texts of each run; every index occurs once. With a batch size of 1 in the given order.
 */
export function planRuns(lengths: readonly number[], limits: RunLimits): number[][] {
  const order = lengths.map((tokens, index) => ({ tokens, index }));
  if (limits.batchSize > 1) order.sort((a, b) => a.tokens - b.tokens || a.index - b.index);
  const runs: number[][] = [];
  let run: number[] = [];
  for (const { tokens, index } of order) {
    // In ascending order the newest text is the longest: it decides the padded length of its run.
    const overBudget = limits.tokenBudget > 0 && (run.length + 1) * tokens > limits.tokenBudget;
    if (run.length > 0 && (run.length >= limits.batchSize || overBudget)) {
      runs.push(run);
      run = [];
    }
    run.push(index);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
