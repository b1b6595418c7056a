/**
 * Records what each process has in memory over time, measured from outside.
 */
import type { Engine } from '../electron/main/engine.ts';
import { createMemoryProbe } from '../headless/memory-probe.ts';
import type { Table } from './report/table.ts';
import { percentile } from './results.ts';

const SAMPLE_MS = 250;

/** Memory of one process over time: seconds since the start, MB. */
export interface MemoryCurve {
  readonly name: string;
  readonly points: (readonly [seconds: number, mb: number])[];
}

/** Samples all processes of an engine until it is stopped. */
export class MemoryRecorder {
  readonly curves = new Map<number, MemoryCurve>();
  peakTotalMb = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(engine: Engine) {
    const probe = createMemoryProbe();
    const started = performance.now();
    this.timer = setInterval(() => {
      const names = new Map([[process.pid, 'main and library']]);
      const reader = engine.reader.status();
      if (reader) names.set(reader.pid, `reader ${reader.pid}`);
      for (const { pid } of engine.provider.status().processes) names.set(pid, `embedder ${pid}`);
      void probe.measure([...names.keys()]).then((measured) => {
        const seconds = (performance.now() - started) / 1000;
        let total = 0;
        for (const [pid, mb] of measured) {
          total += mb;
          const curve = this.curves.get(pid) ?? { name: names.get(pid) ?? String(pid), points: [] };
          curve.points.push([seconds, mb]);
          this.curves.set(pid, curve);
        }
        this.peakTotalMb = Math.max(this.peakTotalMb, total);
      });
    }, SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** How flat a curve is: over its last 80 %, the median, and the largest distance from it as a share. */
export function flatness({ points }: MemoryCurve): { peakMb: number; medianMb: number; spread: number } {
  const all = points.map(([, mb]) => mb);
  const late = all.slice(Math.floor(all.length * 0.2));
  const medianMb = percentile(late, 0.5);
  const farthest = Math.max(0, ...late.map((mb) => Math.abs(mb - medianMb)));
  return { peakMb: Math.max(0, ...all), medianMb, spread: medianMb === 0 ? 0 : farthest / medianMb };
}

/** The processes of a run, each with its figures. */
export function processTable(curves: readonly MemoryCurve[]): Table {
  return {
    columns: ['process', 'peak MB', 'median MB', 'last 80 % within'],
    rows: curves.map((curve) => {
      const { peakMb, medianMb, spread } = flatness(curve);
      return [curve.name, peakMb, medianMb, `${(spread * 100).toFixed(1)} %`];
    }),
  };
}
