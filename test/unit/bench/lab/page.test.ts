/**
 * What docs/memory-lab.md says must be what was measured: the page is the generator's, and the sentences of "What each
 * teaches" hold for the data beside it.
 */
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { figuresOf, type Figures } from '../../../../bench/lab/figures.ts';
import { parseRawData } from '../../../../bench/lab/raw-data.ts';
import { remedies } from '../../../../bench/lab/remedies.ts';
import { labPage, type LabRow } from '../../../../bench/lab/report.ts';

const docs = new URL('../../../../docs/', import.meta.url);
let data: ReturnType<typeof parseRawData>;

beforeAll(async () => {
  data = parseRawData(await readFile(new URL('memory-lab.json', docs), 'utf8'));
});

function rowOf(id: string): LabRow {
  const row = data.rows.find(({ remedy }) => remedy.id === id);
  if (!row) throw new Error(`${id} was not measured.`);
  return row;
}

function figures(id: string): Figures & { readonly growth: number } {
  const all = figuresOf(rowOf(id).measurement);
  return { ...all, growth: all.mbPerFile ?? NaN };
}

/** Within a tenth of each other. */
const alike = (a: number, b: number): boolean => Math.abs(a - b) <= 0.1 * Math.max(a, b);

test('the page is what the generator makes of the data', async () => {
  const page = await readFile(new URL('memory-lab.md', docs), 'utf8');
  expect(page).toBe(labPage(data.rows, data.setting, 'memory-lab.svg', 'memory-lab.json'));
});

test('every remedy was measured, over one stream', () => {
  expect(data.rows.map(({ remedy }) => remedy.id)).toEqual(remedies.map(({ id }) => id));
  for (const { measurement } of data.rows) expect(measurement.files, measurement.id).toBe(data.setting.files);
});

test.each([
  ['gc', 'changes nothing', () => alike(figures('gc').peakMb, figures('as-it-was').peakMb)],
  [
    'malloc-arena-max',
    'keeps the mark',
    () => alike(figures('malloc-arena-max').peakMb, figures('as-it-was').peakMb),
  ],
  [
    'malloc-trim',
    'gives nothing back',
    () => alike(figures('malloc-trim').peakMb, figures('as-it-was').peakMb),
  ],
  [
    'batch-25',
    'has a lower mark, far from half of it',
    () =>
      figures('batch-25').peakMb < figures('as-it-was').peakMb * 0.9 &&
      figures('batch-25').peakMb > figures('as-it-was').peakMb * 0.6,
  ],
  [
    'batch-10',
    'is the nearest miss of those without the cure that need no restart',
    () =>
      [
        'as-it-was',
        'gc',
        'malloc-arena-max',
        'malloc-trim',
        'batch-25',
        'threads',
        'full-async',
        'arena-off',
      ].every((id) => figures(id).peakMb > figures('batch-10').peakMb),
  ],
  [
    'threads',
    'has a higher peak than without',
    () => figures('threads').peakMb > figures('as-it-was').peakMb,
  ],
  [
    'full-async',
    'has the same mark and the same rate',
    () =>
      alike(figures('full-async').peakMb, figures('as-it-was').peakMb) &&
      alike(figures('full-async').conversationsPerMinute, figures('as-it-was').conversationsPerMinute),
  ],
  ['short-requests', 'is flat', () => figures('short-requests').growth <= 0.2],
  [
    'container',
    'passes its limit and grows in between, at hardly another rate',
    () =>
      figures('container').peakMb > 1_000 &&
      figures('container').growth > 10 &&
      rowOf('container').measurement.restarts > 0 &&
      alike(figures('container').conversationsPerMinute, figures('as-it-was').conversationsPerMinute),
  ],
  [
    'subprocess',
    'passes its ceiling by far, and is started anew',
    () => figures('subprocess').peakMb > 2 * 400 && rowOf('subprocess').measurement.restarts > 1,
  ],
  [
    'arena-off',
    'has nearly the same peak, hardly grows, and is the slowest of the old forms',
    () =>
      alike(figures('arena-off').peakMb, figures('as-it-was').peakMb) &&
      figures('arena-off').growth < figures('as-it-was').growth / 10 &&
      data.rows
        .filter(({ remedy }) => remedy.imports && remedy.id !== 'arena-off')
        .every(
          ({ remedy }) =>
            figures(remedy.id).conversationsPerMinute > figures('arena-off').conversationsPerMinute,
        ),
  ],
  [
    'session-recreated',
    'grows faster than without',
    () => figures('session-recreated').growth > figures('as-it-was').growth,
  ],
  [
    'voyage',
    'needs less than any model in the importer, at no more than a file for each latency',
    () =>
      data.rows
        .filter(({ remedy }) => remedy.imports && !['voyage', 'shipped'].includes(remedy.id))
        .every(({ remedy }) => figures(remedy.id).peakMb > figures('voyage').peakMb) &&
      figures('voyage').conversationsPerMinute <= 60 / 0.2 &&
      figures('voyage').conversationsPerMinute > 60 / 0.2 / 2,
  ],
  [
    'bounded-tokens',
    'is flat, and faster',
    () =>
      figures('bounded-tokens').growth <= 0.2 &&
      figures('bounded-tokens').conversationsPerMinute > figures('as-it-was').conversationsPerMinute,
  ],
  [
    'shipped',
    'is flat under its ceiling',
    () => figures('shipped').growth <= 0.2 && figures('shipped').peakMb < 400,
  ],
])('%s: %s', (_id, _what, holds) => {
  expect(holds()).toBe(true);
});

test('the README has the figures of the page', async () => {
  const readme = await readFile(new URL('../README.md', docs), 'utf8');
  const rows = [...readme.matchAll(/^\| .*?\|((?: +\**[\d.,]+\** \|){3})$/gm)].map(([, cells = '']) =>
    cells.split('|').flatMap((cell) => (cell.trim() === '' ? [] : [Number(cell.replace(/[*, ]/g, ''))])),
  );
  const ids = [
    'as-it-was',
    'gc',
    'malloc-arena-max',
    'batch-10',
    'threads',
    'subprocess',
    'bounded-tokens',
    'shipped',
  ];
  expect(rows).toEqual(
    ids.map((id) => {
      const { peakMb, growth, conversationsPerMinute } = figures(id);
      return [Math.round(peakMb), Number(growth.toFixed(1)), Number(conversationsPerMinute.toFixed(0))];
    }),
  );
});
