/**
 * Generates a history by hand:
 *
 *   node bench/corpus/cli.ts DIRECTORY [--seed N] [--files N] [--mb N] [--visible SHARE]
 */
import { parseArgs } from 'node:util';
import { generateHistory } from './generate-history.ts';
import type { HistoryOptions } from './generate-history.ts';

const USAGE = 'Usage: node bench/corpus/cli.ts DIRECTORY [--seed N] [--files N] [--mb N] [--visible SHARE]\n';

/** The options of a command line. Throws an Error that says what is wrong with it. */
function optionsOf(args: readonly string[]): HistoryOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      files: { type: 'string', default: '543' },
      mb: { type: 'string', default: '160' },
      visible: { type: 'string', default: '0.025' },
    },
  });
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length > 0) throw new Error('One directory is needed.');
  const positive = (name: 'files' | 'mb' | 'visible'): number => {
    const value = Number(values[name]);
    if (!(value > 0 && Number.isFinite(value))) throw new Error(`--${name} must be a positive number.`);
    return value;
  };
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed must be an integer.');
  const files = positive('files');
  if (!Number.isSafeInteger(files)) throw new Error('--files must be an integer.');
  return { directory, seed, files, bytes: positive('mb') * 1_000_000, visibleShare: positive('visible') };
}

async function main(): Promise<number> {
  let options: HistoryOptions;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  try {
    const started = performance.now();
    const summary = await generateHistory(options);
    process.stdout.write(
      `${JSON.stringify({ ...summary, seconds: (performance.now() - started) / 1000 }, null, 2)}\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = await main();
