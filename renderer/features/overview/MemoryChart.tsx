/**
 * The memory graph, drawn by uPlot. Marks are buttons over it, so that they can be reached and read without a pointer.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { Tooltip } from '../../components/Tooltip.tsx';
import type { MemoryHistory, MemoryMark } from '../../../electron/shared/contract/memory.ts';
import { formatMegabytes } from '../../format/numbers.ts';
import { formatClock, formatDay } from '../../format/times.ts';
import { curveColour, curveName, plotMemory, type MemoryPlot } from './memory-plot.ts';
import './memory-chart.css';

const HEIGHT = 208;

/** A history's curves and marks. */
export function MemoryChart({ history }: { readonly history: MemoryHistory }) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useMemo(() => plotMemory(history), [history]);
  const ceilingMb = history.ceilingMb;
  const chart = useChart(frame, plot, ceilingMb);
  const first = history.series.flatMap(({ points }) => points[0]?.[0] ?? []);
  return (
    <div
      className="memory-chart"
      ref={frame}
      role="group"
      aria-label={`Memory over time: ${plot.names.map(curveName).join(', ')}; ceiling ${formatMegabytes(ceilingMb)}`}
    >
      {chart &&
        history.marks
          .filter(({ at }) => at >= Math.min(...first))
          .map((mark) => <Mark key={`${mark.at} ${mark.process} ${mark.kind}`} mark={mark} chart={chart} />)}
    </div>
  );
}

/** Where things are in the drawn chart. */
interface Drawn {
  readonly left: (time: number) => number;
  readonly width: number;
}

function useChart(
  frame: React.RefObject<HTMLDivElement | null>,
  plot: MemoryPlot,
  ceilingMb: number,
): Drawn | null {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const chart = useRef<UPlot | null>(null);
  const shape = plot.names.join('|');
  const latest = useRef({ plot, ceilingMb });

  useEffect(() => {
    latest.current = { plot, ceilingMb };
    chart.current?.setData(dataOf(plot, ceilingMb));
  }, [plot, ceilingMb]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const note = (plotted: UPlot) =>
      setDrawn({
        left: (time) => plotted.valToPos(time / 1_000, 'x') + plotted.bbox.left / devicePixelRatio,
        width: plotted.width,
      });
    let built: UPlot | null = null;
    const build = () => {
      built?.destroy();
      const names = shape.split('|');
      built = new UPlot(
        optionsOf(names, element, () => latest.current.plot.topMb, note),
        dataOf(latest.current.plot, latest.current.ceilingMb),
        element,
      );
      chart.current = built;
    };
    build();
    const resize = new ResizeObserver(() => built?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    // The canvas does not follow the theme by itself.
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', build);
    const root = new MutationObserver(build);
    root.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resize.disconnect();
      root.disconnect();
      theme.removeEventListener('change', build);
      built?.destroy();
      chart.current = null;
    };
  }, [frame, shape]);

  return drawn;
}

function dataOf({ times, values }: MemoryPlot, ceilingMb: number): UPlot.AlignedData {
  return [[...times], ...values.map((curve) => [...curve]), times.map(() => ceilingMb)];
}

function optionsOf(
  names: readonly string[],
  element: HTMLElement,
  top: () => number,
  onDraw: (chart: UPlot) => void,
): UPlot.Options {
  const axis: UPlot.Axis = {
    stroke: colour('--text-tertiary'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [10, 34, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true }, y: { range: () => [0, top()] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, gap: 8, space: 90, values: tickLabels },
      {
        ...axis,
        size: 58,
        space: 34,
        incrs: [50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000],
        values: (_chart, ticks) => ticks.map((tick) => (tick === 0 ? '0' : formatMegabytes(tick))),
      },
    ],
    series: [
      {},
      ...names.map((name): UPlot.Series => ({
        label: curveName(name),
        stroke: colour(curveColour(name)),
        width: name === 'total' ? 2 : 1.25,
        ...(name === 'total' ? { fill: colour('--accent', 0.07) } : {}),
        points: { show: false },
        spanGaps: false,
      })),
      {
        label: 'Ceiling',
        stroke: colour('--graph-ceiling'),
        width: 1,
        dash: [5, 4],
        points: { show: false },
      },
    ],
    plugins: [cursorReading(names)],
    hooks: { draw: [onDraw] },
  };
}

/** Days, clock times or seconds, whichever tells the ticks apart. */
function tickLabels(_chart: UPlot, ticks: number[]): string[] {
  const [first = 0, second = first + 60] = ticks;
  if (second - first >= 12 * 3_600) return ticks.map((tick) => formatDay(tick * 1_000, Date.now()));
  return ticks.map((tick) => formatClock(tick * 1_000, second - first < 60));
}

/** A box that says what the curves have at the pointer. */
function cursorReading(names: readonly string[]): UPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'memory-reading numbers';
  box.hidden = true;
  const row = (curve: string, value: string) => {
    const line = document.createElement('div');
    const key = document.createElement('span');
    key.className = 'legend-key';
    key.style.background = `var(${curveColour(curve)})`;
    const name = document.createElement('span');
    name.textContent = curveName(curve);
    const figure = document.createElement('span');
    figure.textContent = value;
    line.append(key, name, figure);
    return line;
  };
  return {
    hooks: {
      ready: (chart) => chart.over.append(box),
      setCursor: (chart) => {
        const index = chart.cursor.idx;
        box.hidden = typeof index !== 'number' || (chart.cursor.left ?? -1) < 0;
        if (typeof index !== 'number' || box.hidden) return;
        const time = document.createElement('strong');
        time.textContent = formatClock((chart.data[0][index] ?? 0) * 1_000);
        const rows = chart.series.slice(1, -1).flatMap((_series, at) => {
          const value = valueNear(chart.data[at + 1] ?? [], index);
          return value === null ? [] : [row(names[at] ?? '', formatMegabytes(value))];
        });
        box.replaceChildren(time, ...rows);
        const left = chart.cursor.left ?? 0;
        box.style.left = left > chart.over.clientWidth / 2 ? '' : `${left + 14}px`;
        box.style.right = left > chart.over.clientWidth / 2 ? `${chart.over.clientWidth - left + 14}px` : '';
      },
    },
  };
}

/** A curve's value at an index, or the last one shortly before it: curves are measured at different moments. */
function valueNear(curve: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let at = index; at >= 0 && at > index - 8; at -= 1) {
    const value = curve[at];
    if (value !== undefined) return value;
  }
  return null;
}

/** A token's colour as the canvas needs it. */
function colour(token: string, opacity = 1): string {
  const probe = document.createElement('span');
  probe.style.color =
    opacity === 1 ? `var(${token})` : `color-mix(in srgb, var(${token}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const kinds: Record<MemoryMark['kind'], string> = {
  recycled: 'replaced',
  killed: 'stopped at the ceiling',
  crashed: 'crashed',
  silent: 'fell silent',
  quarantined: 'left a text out',
  failed: 'gave up',
};

function Mark({ mark, chart }: { readonly mark: MemoryMark; readonly chart: Drawn }) {
  const left = chart.left(mark.at);
  if (!Number.isFinite(left) || left > chart.width) return null;
  const memory =
    mark.beforeMb === null
      ? ''
      : ` ${formatMegabytes(mark.beforeMb)}${mark.afterMb === null ? '' : ` → ${formatMegabytes(mark.afterMb)}`}.`;
  const text = `${formatClock(mark.at)} ${curveName(mark.process)} ${kinds[mark.kind]}: ${mark.reason.replace(/\.$/, '')}.${memory}`;
  return (
    <Tooltip text={text} side="top">
      <button
        type="button"
        className={`memory-mark ${mark.kind === 'recycled' ? 'mark-planned' : 'mark-unplanned'}`}
        style={{ left: `${left}px` }}
        aria-label={text}
      />
    </Tooltip>
  );
}
