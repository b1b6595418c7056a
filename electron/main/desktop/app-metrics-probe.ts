/**
 * Measures the app's processes by Electron's own metrics.
 */
import { app } from 'electron';
import type { MemoryProbe } from '../../shared/child-process.ts';

const KB_PER_MB = 1024;

/** Resident memory of the app's processes; `workingSetSize` is in KB on every platform. */
export function createAppMetricsProbe(): MemoryProbe {
  return {
    measure: (pids) => {
      const wanted = new Set(pids);
      const sizes = new Map<number, number>();
      for (const { pid, memory } of app.getAppMetrics()) {
        if (wanted.has(pid)) sizes.set(pid, memory.workingSetSize / KB_PER_MB);
      }
      return Promise.resolve(sizes);
    },
  };
}
