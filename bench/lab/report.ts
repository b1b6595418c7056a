/** The laboratory's page: the table, the plot's frame, what each remedy teaches, and how to run it again. */
import type { Point } from '../report/thin-points.ts';
import type { LinePlot } from '../report/svg-plot.ts';
import { markdownTable } from '../report/table.ts';
import { figuresOf, LARGE_MB, type FilesUntilLarge } from './figures.ts';
import type { Measurement, RunLimits } from './measure-remedy.ts';
import type { Remedy } from './remedies.ts';

/** What a run of the laboratory was made with, and on. */
export interface LabSetting {
  readonly seed: number;
  readonly files: number;
  readonly limits: RunLimits;
  readonly cores: number;
  readonly processor: string;
  readonly platform: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly date: string;
  readonly minutes: number;
  /** Load average of the machine over the last minute before and after; other work makes all rows slower. */
  readonly load: readonly [number, number];
}

/** A remedy with what was measured of it. */
export interface LabRow {
  readonly remedy: Remedy;
  readonly measurement: Measurement;
}

const COLUMNS = [
  'remedy',
  'peak MB',
  'MB a file after 20',
  `files until ${LARGE_MB.toLocaleString('en-US')} MB`,
  'conversations/min',
  'restarts',
  'lost / doubled',
  'verdict',
];

/** The page as Markdown. `svg` and `json` are the names of the files beside it. */
export function labPage(rows: readonly LabRow[], setting: LabSetting, svg: string, json: string): string {
  const { files, seed, limits, cores, processor, platform, node, onnxruntime, date, minutes, load } = setting;
  return `# The memory laboratory

Every remedy that was tried against an importer that grew to 3 GB, over the same ${files} generated conversations
(seed ${seed}), with the bundled model, each in processes of its own. This page is written by the laboratory:

    npm run lab                # all rows; writes this page, ${svg} and ${json}
    npm run lab -- --quick     # a few rows, and checks what must hold; part of npm test
    npm run lab -- --only gc   # one row, by its id

${markdownTable({ columns: COLUMNS, rows: rows.map(tableRow) })}
![Memory of each remedy over the files that it imported](${svg})

## How to read it

- **peak MB**: resident memory of the largest process, measured from outside every 100 ms. All processes of what
  ships together had ${rounded(totalOf(rows))} MB: main, which here reads the files, and two embedders.
- The stream's seed was picked so that its longest conversations come after the 20th file: growth is then seen in a
  stream this short. With another seed it may come earlier, and the columns of growth say less.
- **MB a file after 20**: what a file adds once the first 20 are done; growth that a restart undid counts.
- **files until ${LARGE_MB.toLocaleString('en-US')} MB**: measured where it was reached; extrapolated from the column before
  where not; "never" where memory is flat or is held by restarts.
- **restarts**: of the importer, of its child or of its threads.
- **lost / doubled**: files of which a chunk has no vector, or is stored twice. What was in hand when a remedy was
  killed at the safety limit is lost: it has no second life here.
- A row begins no further file after ${limits.seconds} s ("out of time"), and is killed when its processes together pass
  ${limits.safetyMb.toLocaleString('en-US')} MB. The time includes each start of a process and each load of the model.
- The importer as it was cuts messages into chunks of up to 512 tokens and embeds each file in batches of 50, padded
  to the longest of the batch, on all cores. What ships makes chunks of up to 256 tokens and embeds them one a run in
  two processes. All rows but Voyage's run the bundled int8 model, whose pooling is inside of the graph; a model that
  returns a matrix for each token needs more.
- **Voyage** embeds elsewhere. Its row measures the importer alone, against a server on this machine that stands in
  for Voyage in a process of its own: nothing is sent anywhere. What is real is the importer and its provider; the
  latency is made up. In so short a stream the JavaScript heap of a process has not settled:
  \`npm run lab -- --only voyage --files 300\` tells more.

## What each teaches

${rows.map(({ remedy }) => `- **${nameInMarkdown(remedy)}** (\`${remedy.id}\`). ${remedy.teaches}`).join('\n')}

## Measured

${date}, ${cores} cores (${processor}), ${platform}, Node ${node}, ONNX Runtime ${onnxruntime}; ${minutes.toFixed(1)} minutes in all; load average
${load[0].toFixed(1)} before and ${load[1].toFixed(1)} after (${cores} or less is this laboratory alone). Every sample is in [${json}](${json}).
`;
}

function tableRow({ remedy, measurement }: LabRow): (string | number)[] {
  const figures = figuresOf(measurement);
  const { lost, doubled } = measurement;
  return [
    nameInMarkdown(remedy),
    rounded(figures.peakMb),
    figures.mbPerFile === null ? '-' : figures.mbPerFile.toFixed(1),
    untilText(figures.filesUntilLarge),
    remedy.imports ? figures.conversationsPerMinute.toFixed(0) : '-',
    measurement.restarts,
    lost === null || doubled === null ? '-' : `${lost} / ${doubled}`,
    remedy.imports ? figures.verdict : `${figures.verdict}, imports nothing`,
  ];
}

/** The memory of every remedy over the files that it has imported. */
export function labPlot(rows: readonly LabRow[]): LinePlot {
  return {
    title: 'Memory of each remedy',
    description:
      'Resident memory of the largest process of each remedy over the conversations that it has imported.',
    xLabel: 'conversations imported',
    yLabel: 'MB',
    series: rows
      .filter(({ remedy }) => remedy.imports)
      .map(({ remedy, measurement }) => ({ name: remedy.id, points: curve(measurement) })),
    levels: [{ y: LARGE_MB, label: `${LARGE_MB.toLocaleString('en-US')} MB` }],
  };
}

/** The highest size while each file was the one in hand, and the last one. */
function curve({ samples }: Measurement): Point[] {
  const highest = new Map<number, number>();
  for (const { files, largestMb } of samples)
    highest.set(files, Math.max(highest.get(files) ?? 0, largestMb));
  return [...highest];
}

/** A variable of the environment is code: its underscores must not become emphasis. */
function nameInMarkdown({ name }: Remedy): string {
  return name.replaceAll(/\b[A-Z_]{4,}=\w+/g, '`$&`');
}

function untilText(until: FilesUntilLarge): string {
  switch (until.kind) {
    case 'measured':
      return `${until.files}, measured`;
    case 'extrapolated':
      return `${until.files}, extrapolated`;
    case 'never':
      return 'never';
    case 'unknown':
      return '-';
  }
}

function totalOf(rows: readonly LabRow[]): number {
  const shipped = rows.find(({ remedy }) => remedy.id === 'shipped');
  return shipped ? figuresOf(shipped.measurement).peakTotalMb : 0;
}

function rounded(mb: number): number {
  return Math.round(mb);
}
