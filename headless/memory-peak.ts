/**
 * Watches what all processes of an engine have in memory together.
 */
import type { Engine } from '../electron/main/engine.ts';

const SAMPLE_MS = 250;

/** Keeps the highest sum of resident memory, in MB, until it is stopped. */
export class MemoryPeak {
  peakMb = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(engine: Engine) {
    const sample = (): void => {
      const processes = [engine.reader.status(), ...engine.provider.status().processes];
      const children = processes.reduce((sum, status) => sum + (status?.rssMb ?? 0), 0);
      this.peakMb = Math.max(this.peakMb, children + process.memoryUsage.rss() / 2 ** 20);
    };
    this.timer = setInterval(sample, SAMPLE_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
