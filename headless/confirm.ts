import { createInterface } from 'node:readline/promises';
import { harmless } from '../electron/shared/harmless.ts';
import { RecollectError } from '../electron/shared/errors.ts';

/**
 * Asks the user a question that only yes answers with true.
 *
 * @throws RecollectError `usage` where there is nobody to ask.
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new RecollectError('usage', `${question} Nobody is there to answer: add --yes to agree.`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${harmless(question)} [y/N] `, { signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
