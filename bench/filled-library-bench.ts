/**
 * The frame of benches over a large library: fills one of N synthetic chunks, or takes the one that was kept, measures,
 * prints a table and keeps the result.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../electron/main/engine.ts';
import { openBenchEngine } from './bench-engine.ts';
import { fillLibrary } from './fill-library.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

/** What is measured of a library of `count` chunks in `folder`. */
export type Measure = (engine: Engine, folder: string, count: number) => Promise<Record<string, number>>;

/** `bench NAME [N] [--keep DIR]`: with DIR, the library stays there and is used again. */
export async function benchFilledLibrary(
  name: string,
  args: readonly string[],
  measure: Measure,
): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  });
  const count = Number(positionals[0] ?? 100_000);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${name} takes a number of chunks.`);
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), `recollect-${name}-`)));
  await mkdir(folder, { recursive: true });
  const open = (): Promise<Engine> => openBenchEngine(folder);
  let engine = await open();
  try {
    const filled = await fillLibrary(engine, folder, count);
    // Opened again: what was left in memory by filling is not to be measured.
    await engine.close();
    engine = await open();
    const result = { ...filled, ...(await measure(engine, folder, count)) };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
    await keepResult(`${name}-${count}.json`, JSON.stringify(result, null, 2));
  } finally {
    await engine.close();
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}
