import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { svgLinePlot } from '../../../../bench/report/svg-plot.ts';
import type { LinePlot } from '../../../../bench/report/svg-plot.ts';

const plot: LinePlot = {
  title: 'Memory while files are imported',
  description: 'One line stays flat, the other one grows until it is stopped.',
  xLabel: 'seconds',
  yLabel: 'MB',
  series: [
    {
      name: 'embedder',
      points: [
        [0, 200],
        [50, 210],
        [100, 205],
      ],
    },
    {
      name: 'reader',
      points: [
        [0, 90],
        [40, null],
        [60, 95],
        [100, 90],
      ],
    },
  ],
  levels: [{ y: 900, label: 'ceiling' }],
  marks: [{ x: 50, label: 'restarted' }],
};

/** The paths of the series, in their order, without the legend's samples. */
const lines = (svg: string): string[] =>
  [...svg.matchAll(/<path class="line s\d d\d" d="(M[^"h]*)"\/>/g)].map((match) => match[1] ?? '');

/** Whether every element that opens closes again, in order, and nothing else looks like an element. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, end, name = '', , empty] of svg.matchAll(
    /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/g,
  )) {
    if (end) {
      if (open.pop() !== name) return false;
    } else if (!empty) open.push(name);
  }
  const rest = svg.replaceAll(/<\/?[a-z]+(?: [a-zA-Z-]+="[^"<]*")*\/?>/g, '');
  // eslint-disable-next-line no-control-regex -- these are the characters that XML forbids
  return open.length === 0 && !/[<]|&(?!(?:amp|lt|gt|quot);)|[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(rest);
}

describe('svgLinePlot', () => {
  const svg = svgLinePlot(plot);

  test('is one well-formed picture that needs no other file', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 860 420" /);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).not.toMatch(/<script|<image|@import|url\(|href/);
    expect(svgLinePlot(plot)).toBe(svg);
  });

  test('says what it shows to those who cannot see it', () => {
    expect(svg).toContain('role="img" aria-labelledby="plot-title plot-description"');
    expect(svg).toContain('<title id="plot-title">Memory while files are imported</title>');
    expect(svg).toContain(
      '<desc id="plot-description">One line stays flat, the other one grows until it is stopped.</desc>',
    );
  });

  test('has colours for light and for dark pages, and dashes for those who see no colours', () => {
    const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme:dark)');
    expect(light).toContain('.ground{fill:#fff}');
    expect(dark).toContain('.ground{fill:#15181c}');
    for (const name of ['.s0', '.s1', '.s2', '.s3', '.s4', '.s5']) {
      expect(light).toContain(`${name}{stroke:`);
      expect(dark).toContain(`${name}{stroke:`);
    }
    const dashes = [...light.matchAll(/\.d\d\{stroke-dasharray:([^}]+)\}/g)].map((match) => match[1]);
    expect(new Set(dashes).size).toBe(6);
  });

  test('names the axes, their values, the series, the levels and the marks', () => {
    for (const words of ['seconds', 'MB', '1,000', '100', 'embedder', 'reader', 'ceiling']) {
      expect(svg).toContain(`>${words}</text>`);
    }
    expect(svg).toContain('<title>restarted</title>');
  });

  test('draws a series from left to right, higher values higher up', () => {
    const [embedder = ''] = lines(svg);
    const points = [...embedder.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    }));
    expect(points).toHaveLength(3);
    const [first, second, third] = points;
    expect(first?.x).toBe(72);
    expect(second?.x).toBe((72 + 836) / 2);
    expect(third?.x).toBe(836);
    expect(second?.y).toBeLessThan(third?.y ?? 0);
    expect(third?.y).toBeLessThan(first?.y ?? 0);
  });

  test('interrupts a line where there is no value', () => {
    const [, reader = ''] = lines(svg);
    expect(reader.match(/M/g)).toHaveLength(2);
    expect(reader.match(/L/g)).toHaveLength(1);
  });

  test('copes with no series, with an empty one, and with more than there are colours', () => {
    const many = Array.from({ length: 14 }, (_, index) => ({
      name: `process ${index}`,
      points: [[0, index]] as const,
    }));
    for (const series of [[], [{ name: 'none', points: [] }], many]) {
      const drawn = svgLinePlot({ ...plot, series, levels: [], marks: [] });
      expect(isWellFormed(drawn)).toBe(true);
      expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
    }
    const drawn = svgLinePlot({ ...plot, series: many, levels: [], marks: [] });
    // Each its own pair of colour and dash, and each name inside of the picture.
    const legend = [...drawn.matchAll(/class="(line s\d d\d)" d="M\d+ (\d+)h24"/g)];
    expect(new Set(legend.map(([, classes]) => classes)).size).toBe(14);
    const height = Number(/viewBox="0 0 860 (\d+)"/.exec(drawn)?.[1]);
    for (const [, , y] of legend) expect(Number(y)).toBeLessThan(height);
  });

  test('stays well-formed whatever the names are, and small however many points there are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const drawn = svgLinePlot({
          ...plot,
          title: name,
          description: name,
          series: [{ name, points: [[0, 1]] }],
          marks: [{ x: 1, label: name }],
        });
        expect(isWellFormed(drawn)).toBe(true);
      }),
    );
    const points = Array.from({ length: 200_000 }, (_, x) => [x, x % 977] as const);
    expect(svgLinePlot({ ...plot, series: [{ name: 'long', points }] }).length).toBeLessThan(60_000);
  });
});
