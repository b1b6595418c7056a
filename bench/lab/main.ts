/**
 * `npm run lab`: runs every remedy over the same stream and writes docs/memory-lab.md with its plot and raw data.
 * `--quick` runs a few rows over a short stream, writes to bench/results/ and fails where a relation that must hold
 * does not. `--only ID` runs one row and prints it, over `--files N` where that is given. `--render`
 * writes page and plot again from the raw data.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { svgLinePlot } from '../report/svg-plot.ts';
import { textTable } from '../report/table.ts';
import { keepResult } from '../results.ts';
import { countChunks } from './count-chunks.ts';
import { writeStream, type StreamOptions } from './conversations.ts';
import { figuresOf } from './figures.ts';
import { measureRemedy, type RunLimits } from './measure-remedy.ts';
import { parseRawData, rawData } from './raw-data.ts';
import { brokenRelations } from './relations.ts';
import { remedies, type Remedy } from './remedies.ts';
import { labPage, labPlot, type LabRow, type LabSetting } from './report.ts';

const SAFETY_MB = 4_096;
/** The longest conversations of this stream come after the 20th file, so that growth is seen in a stream this short. */
const FULL = { stream: { seed: 4, files: 36 }, limits: { seconds: 240, safetyMb: SAFETY_MB } } as const;
/** Long ones come at once. */
const QUICK = { stream: { seed: 1, files: 4 }, limits: { seconds: 90, safetyMb: SAFETY_MB } } as const;

const docs = new URL('../../docs/', import.meta.url);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      render: { type: 'boolean', default: false },
      only: { type: 'string' },
      files: { type: 'string' },
    },
  });
  if (values.render) {
    const { rows, setting } = parseRawData(await readFile(new URL('memory-lab.json', docs), 'utf8'));
    await writePage(rows, setting);
    return 0;
  }
  const chosen = remedies.filter(({ id, quick }) =>
    values.only === undefined ? quick || !values.quick : id === values.only,
  );
  if (chosen.length === 0) {
    process.stderr.write(
      `There is no remedy "${values.only}": ${remedies.map(({ id }) => id).join(', ')}.\n`,
    );
    return 2;
  }
  if (values.files !== undefined && (values.only === undefined || !/^[1-9]\d{0,4}$/.test(values.files))) {
    process.stderr.write(
      '--files takes a number from 1 to 99999, and needs --only: all rows have one stream.\n',
    );
    return 2;
  }
  const { limits, ...form } = values.quick ? QUICK : FULL;
  const stream = { ...form.stream, files: Number(values.files ?? form.stream.files) };
  const started = performance.now();
  const before = loadavg()[0] ?? 0;
  const rows = await runAll(chosen, stream, limits);
  const minutes = (performance.now() - started) / 60_000;
  process.stdout.write(`${textTable(summary(rows))}\n`);
  if (values.only !== undefined) return 0;
  if (values.quick) {
    await keepResult('lab-quick.json', JSON.stringify(rows, null, 1));
  } else {
    await writePage(rows, await settingOf(stream, limits, minutes, before));
  }
  const broken = brokenRelations(rows.map(({ measurement }) => measurement));
  for (const sentence of broken) process.stderr.write(`${sentence}\n`);
  return broken.length === 0 ? 0 : 1;
}

async function runAll(
  chosen: readonly Remedy[],
  options: StreamOptions,
  limits: RunLimits,
): Promise<LabRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-lab-stream-'));
  try {
    await writeStream(folder, options);
    const stream = { folder, files: options.files, chunks: await countChunks(folder, options.files) };
    const rows: LabRow[] = [];
    for (const remedy of chosen) {
      process.stderr.write(`${remedy.name} ...\n`);
      const measurement = await measureRemedy(remedy, stream, limits);
      if (measurement.printed !== '') process.stderr.write(`${measurement.printed}\n`);
      rows.push({ remedy, measurement });
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(rows: readonly LabRow[]): Parameters<typeof textTable>[0] {
  return {
    columns: [
      'remedy',
      'outcome',
      'files',
      'seconds',
      'peak MB',
      'all MB',
      'restarts',
      'lost',
      'doubled',
      'verdict',
    ],
    rows: rows.map(({ remedy, measurement }) => {
      const { outcome, files, seconds, restarts, lost, doubled } = measurement;
      const { peakMb, peakTotalMb, verdict } = figuresOf(measurement);
      return [remedy.id, outcome, files, seconds, peakMb, peakTotalMb, restarts, lost, doubled, verdict];
    }),
  };
}

async function writePage(measured: readonly LabRow[], run: LabSetting): Promise<void> {
  const json = rawData(measured, run);
  // Of what is kept: it is rounded, and the page must come out the same when it is made of it again.
  const { rows, setting } = parseRawData(json);
  await writeFile(
    new URL('memory-lab.md', docs),
    labPage(rows, setting, 'memory-lab.svg', 'memory-lab.json'),
  );
  await writeFile(new URL('memory-lab.svg', docs), svgLinePlot(labPlot(rows)));
  await writeFile(new URL('memory-lab.json', docs), json);
  process.stdout.write(`${fileURLToPath(new URL('memory-lab.md', docs))}\n`);
}

async function settingOf(
  stream: StreamOptions,
  limits: RunLimits,
  minutes: number,
  loadBefore: number,
): Promise<LabSetting> {
  const manifest = new URL('../../node_modules/onnxruntime-node/package.json', import.meta.url);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8')));
  return {
    ...stream,
    limits,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    onnxruntime: version,
    date: new Date().toISOString().slice(0, 10),
    minutes,
    load: [loadBefore, loadavg()[0] ?? 0],
  };
}
