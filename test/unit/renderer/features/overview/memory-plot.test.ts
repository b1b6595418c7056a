import { expect, test } from 'vitest';
import { plotMemory } from '../../../../../renderer/features/overview/memory-plot.ts';

test('curves that were measured at different moments share one axis', () => {
  const plot = plotMemory({
    ceilingMb: 400,
    marks: [],
    series: [
      { name: 'embedder 1', points: [[1_500, 200]] },
      {
        name: 'total',
        points: [
          [1_000, 300],
          [2_000, 310],
        ],
      },
    ],
  });
  expect(plot.names).toEqual(['total', 'embedder 1']);
  expect(plot.times).toEqual([1, 1.5, 2]);
  expect(plot.values).toEqual([
    [300, undefined, 310],
    [undefined, 200, undefined],
  ]);
  expect(plot.topMb).toBeGreaterThan(400);
});

test('a pause in the measurements is a gap in the curve', () => {
  const times = [0, 1_000, 2_000, 3_000, 60_000, 61_000];
  const plot = plotMemory({
    ceilingMb: 400,
    marks: [],
    series: [{ name: 'main', points: times.map((time): [number, number] => [time, 100]) }],
  });
  expect(plot.values[0]).toEqual([100, 100, 100, 100, null, 100, 100]);
});
