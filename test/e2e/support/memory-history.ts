import type { MemoryHistory } from '../../../electron/shared/contract/memory.ts';

/** Half an hour of memory: embedders that grow a little, one that is replaced and one that was killed. */
export function aMemoryHistory(now: number): MemoryHistory {
  const begin = now - 30 * 60_000;
  const times = Array.from({ length: 180 }, (_, index) => begin + index * 10_000);
  const wave = (index: number, size: number) =>
    Math.sin(index / 7) * size + Math.sin(index / 2.3) * (size / 3);
  const recycled = 64;
  const killed = 131;
  const curve = (value: (index: number) => number) =>
    times.map((time, index): [number, number] => [time, Math.max(0, Math.round(value(index)))]);
  const main = (index: number) => 128 + wave(index, 4);
  const reader = (index: number) => 92 + wave(index + 20, 9);
  const first = (index: number) =>
    index < recycled ? 228 + index * 1.7 : 226 + Math.min(60, (index - recycled) * 0.6) + wave(index, 4);
  const second = (index: number) =>
    index < killed ? 230 + wave(index, 8) + index * 0.4 : 224 + wave(index, 5);
  return {
    ceilingMb: 400,
    series: [
      { name: 'main', points: curve(main) },
      { name: 'reader', points: curve(reader) },
      { name: 'embedder 1', points: curve(first) },
      { name: 'embedder 2', points: curve(second) },
      { name: 'total', points: curve((index) => main(index) + reader(index) + first(index) + second(index)) },
    ],
    marks: [
      {
        at: times[recycled] ?? begin,
        kind: 'recycled',
        process: 'embedder 1',
        reason: 'It came near its ceiling.',
        beforeMb: 341,
        afterMb: 226,
      },
      {
        at: times[killed] ?? begin,
        kind: 'crashed',
        process: 'embedder 2',
        reason: 'It was ended from outside (SIGKILL).',
        beforeMb: 288,
        afterMb: 224,
      },
    ],
  };
}
