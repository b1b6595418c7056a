/**
 * Line plots as SVG: one string without scripts, fonts or other files, for light and dark pages. Series differ by
 * dashes as well as by colour, and title and description are there for those who can't see the lines.
 */
import { axisTicks } from './axis-ticks.ts';
import { thinned } from './thin-points.ts';
import type { Point } from './thin-points.ts';

/** One line of the plot. */
interface Series {
  readonly name: string;
  /** In rising order of x; neither x nor y is below 0. A point whose y is null interrupts the line. */
  readonly points: readonly Point[];
}

/** What to draw. */
export interface LinePlot {
  readonly title: string;
  /** What the plot shows, in a sentence or two, for screen readers. */
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Dashed horizontal lines with a name, such as a ceiling. */
  readonly levels?: readonly { readonly y: number; readonly label: string }[];
  /** Things that happened at an x, such as a restart: small triangles on the axis, explained on hover. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 72;
const RIGHT = 24;
const TOP = 56;
const BOTTOM = 88;
const LEGEND_TOP = HEIGHT - 30;
const LEGEND_ROW = 18;
const INNER_WIDTH = WIDTH - LEFT - RIGHT;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;

/** Colours that people with the usual colour deficiencies tell apart (after Okabe and Ito), for light and dark. */
const COLOURS = [
  ['#0072b2', '#56b4e9'],
  ['#b8480b', '#f0904d'],
  ['#00785a', '#3fc79a'],
  ['#a0568a', '#d99bc4'],
  ['#7a6a00', '#e0cf4f'],
  ['#4d4d4d', '#c8c8c8'],
] as const;
const DASHES = ['none', '7 3', '2 3', '10 3 2 3', '4 2', '1 3'] as const;

/** Draws the plot. The same plot gives the same string. */
export function svgLinePlot(plot: LinePlot): string {
  const { series, levels = [], marks = [] } = plot;
  const xs = [...series.flatMap(({ points }) => points.map(([x]) => x)), ...marks.map(({ x }) => x)];
  const ys = [...series.flatMap(({ points }) => points.map(([, y]) => y ?? 0)), ...levels.map(({ y }) => y)];
  const xTicks = axisTicks(largest(xs), 8);
  const yTicks = axisTicks(largest(ys), 5);
  const xOf = scale(largest(xTicks), LEFT, LEFT + INNER_WIDTH);
  const yOf = scale(largest(yTicks), TOP + INNER_HEIGHT, TOP);

  const names = legend(series);
  const height = HEIGHT + names.extraHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="plot-title plot-description">`,
    `<title id="plot-title">${escaped(plot.title)}</title>`,
    `<desc id="plot-description">${escaped(plot.description)}</desc>`,
    `<style>${styles()}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="heading" x="${LEFT}" y="30">${escaped(plot.title)}</text>`,
    ...yTicks.map((tick) => horizontalTick(tick, yOf(tick))),
    ...xTicks.map((tick) => text('tick', xOf(tick), TOP + INNER_HEIGHT + 18, 'middle', tickText(tick))),
    `<path class="axis" d="M${LEFT} ${TOP + INNER_HEIGHT}H${LEFT + INNER_WIDTH}"/>`,
    text('label', LEFT + INNER_WIDTH, TOP + INNER_HEIGHT + 36, 'end', plot.xLabel),
    text('label', LEFT - 8, TOP - 12, 'end', plot.yLabel),
    ...levels.map(({ y, label }) => level(yOf(y), label)),
    ...series.map(({ points }, index) => line(points, index, xOf, yOf)),
    ...marks.map(({ x, label }) => mark(xOf(x), label)),
    ...names.entries,
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (value: number) => number;

/** Maps 0 to `start` and `top` to `end`, in tenths of a pixel. */
function scale(top: number, start: number, end: number): Scale {
  return (value) => Math.round((start + (value / top) * (end - start)) * 10) / 10;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most ? value : most), 0);
}

function line(points: readonly Point[], index: number, xOf: Scale, yOf: Scale): string {
  let path = '';
  let draws = false;
  for (const [x, y] of thinned(points, INNER_WIDTH)) {
    if (y !== null) path += `${draws ? 'L' : 'M'}${xOf(x)} ${yOf(y)}`;
    draws = y !== null;
  }
  return path === '' ? '' : `<path class="${lineClasses(index)}" d="${path}"/>`;
}

function horizontalTick(tick: number, y: number): string {
  return `<path class="grid" d="M${LEFT} ${y}h${INNER_WIDTH}"/>${text('tick', LEFT - 8, y + 4, 'end', tickText(tick))}`;
}

function level(y: number, label: string): string {
  return `<path class="level" d="M${LEFT} ${y}h${INNER_WIDTH}"/>${text('level-label', LEFT + INNER_WIDTH, y - 6, 'end', label)}`;
}

function mark(x: number, label: string): string {
  const y = TOP + INNER_HEIGHT;
  return `<path class="mark" d="M${x} ${y}l-5 -9h10z"><title>${escaped(label)}</title></path>`;
}

/** A colour and a dash; after as many series as there are colours, the colours come again with other dashes. */
function lineClasses(index: number): string {
  const dash = (index + Math.floor(index / COLOURS.length)) % DASHES.length;
  return `line s${index % COLOURS.length} d${dash}`;
}

/** Names below the plot, each with a piece of its line; as many in a row as fit, and room for rows beyond two. */
function legend(series: readonly Series[]): { readonly entries: string[]; readonly extraHeight: number } {
  let x = LEFT;
  let y = LEGEND_TOP;
  const entries = series.map(({ name }, index) => {
    const width = 48 + name.length * 7;
    if (x > LEFT && x + width > LEFT + INNER_WIDTH) {
      x = LEFT;
      y += LEGEND_ROW;
    }
    const entry = `<path class="${lineClasses(index)}" d="M${x} ${y - 4}h24"/>${text('label', x + 30, y, 'start', name)}`;
    x += width;
    return entry;
  });
  return { entries, extraHeight: Math.max(0, y - LEGEND_TOP - LEGEND_ROW) };
}

function text(
  name: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  content: string,
): string {
  return `<text class="${name}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function tickText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function styles(): string {
  const lines = [
    ...COLOURS.map(([light], index) => `.s${index}{stroke:${light}}`),
    ...DASHES.map((dash, index) => `.d${index}{stroke-dasharray:${dash}}`),
  ];
  const dark = COLOURS.map(([, colour], index) => `.s${index}{stroke:${colour}}`);
  return [
    'text{font:12px system-ui,sans-serif;fill:#55595f}',
    '.heading{font-size:16px;font-weight:600;fill:#1f2328}',
    '.ground{fill:#fff}',
    '.grid{stroke:#e6e8eb;stroke-width:1}',
    '.axis{stroke:#9aa0a6;stroke-width:1}',
    '.line{fill:none;stroke-width:2;stroke-linejoin:round}',
    '.level{stroke:#b3261e;stroke-width:1.5;stroke-dasharray:5 4}',
    '.level-label{fill:#b3261e}',
    '.mark{fill:#55595f}',
    ...lines,
    '@media (prefers-color-scheme:dark){',
    'text{fill:#b4b9c0}.heading{fill:#f0f3f6}.ground{fill:#15181c}.grid{stroke:#2b3036}.axis{stroke:#6b727a}',
    '.level{stroke:#ff8a80}.level-label{fill:#ff8a80}.mark{fill:#b4b9c0}',
    ...dark,
    '}',
  ].join('');
}

function escaped(content: string): string {
  return (
    content
      .toWellFormed()
      // XML knows neither control characters nor these two, not even escaped.
      .replaceAll(/[^\P{Cc}\t\n]|[\ufffe\uffff]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
