/**
 * `npm run bench -- fuzz [INPUTS] [FORMAT] [SEED]`: reads many damaged files of each format in a process of its own,
 * and watches it from outside: it must not end, hang, or need more memory than a reader may.
 */
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readableFixtures } from '../test/doubles/fixtures.ts';
import type { FuzzReport } from './fuzz/fuzz-format.ts';

const INPUTS = 100_000;
const SEED = 'recollect';

/** Memory that a reader may need, in MB, and how it is run. */
const MEMORY_MB = 150;
const EXEC_ARGV = ['--max-old-space-size=192', '--max-semi-space-size=4'];

/** A process that reports nothing for this long hangs, in ms. */
const SILENCE_MS = 60_000;

/** What came of one format. */
interface Outcome {
  readonly report: FuzzReport | null;
  readonly peakMb: number;
  readonly lastInput: number;
  readonly problem: string | null;
}

/** Fuzzes all formats that have fixtures, or one. Sets the exit code to 1 if anything was found. */
export async function fuzzBench(args: readonly string[]): Promise<void> {
  const [inputs = String(INPUTS), only, seed = SEED] = args;
  const formats = new Set([...(await readableFixtures()).map(({ format }) => format), 'opencode', 'cursor']);
  for (const format of formats) {
    if (only !== undefined && format !== only) continue;
    const started = performance.now();
    const outcome = await fuzz(format, inputs, seed);
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    const { report, peakMb, problem } = outcome;
    const counts = report
      ? `${report.read} read, ${report.refused} refused`
      : `stopped at ${outcome.lastInput}`;
    const faults = [
      ...(problem === null ? [] : [problem]),
      ...(peakMb > MEMORY_MB ? [`needed ${Math.round(peakMb)} MB of ${MEMORY_MB}`] : []),
      ...(report?.findings ?? []).map(({ fixture, input, what }) => `${fixture}, input ${input}: ${what}`),
    ];
    process.stdout.write(
      `${format.padEnd(16)} ${counts}, ${Math.round(peakMb)} MB at most, ${seconds} s, ${faults.length} findings\n`,
    );
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

function fuzz(format: string, inputs: string, seed: string): Promise<Outcome> {
  const entry = fileURLToPath(new URL('./fuzz/worker.ts', import.meta.url));
  const child = fork(entry, [format, inputs, seed], { execArgv: EXEC_ARGV, serialization: 'advanced' });
  return new Promise((resolve) => {
    let peakMb = 0;
    let lastInput = 0;
    let report: FuzzReport | null = null;
    let problem: string | null = null;
    const hang = (): void => {
      problem = `hangs behind input ${lastInput}`;
      child.kill('SIGKILL');
    };
    let silence = setTimeout(hang, SILENCE_MS);
    const probe = setInterval(() => {
      void residentMb(child.pid).then((mb) => (peakMb = Math.max(peakMb, mb)));
    }, 100);
    child.on('message', (message: { input?: number; report?: FuzzReport }) => {
      clearTimeout(silence);
      silence = setTimeout(hang, SILENCE_MS);
      lastInput = message.input ?? lastInput;
      report = message.report ?? report;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(silence);
      clearInterval(probe);
      if (!report) problem ??= `ended with ${signal ?? code ?? 'nothing'} behind input ${lastInput}`;
      resolve({ report, peakMb, lastInput, problem });
    });
  });
}

/** Resident memory of a process, as Linux tells it; 0 elsewhere. */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
}
