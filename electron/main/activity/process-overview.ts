/**
 * Every process of the app with its memory: main, the reader and the embedders.
 */
import type { EmbeddingProvider } from '../embedding/provider.ts';
import type { ReaderClient } from '../importing/reader-client.ts';
import type { ProcessMemory } from './activity.ts';

/** What is asked for the memory of the processes. */
export interface ProcessOverviewParts {
  readonly reader: Pick<ReaderClient, 'status'>;
  readonly provider: Pick<EmbeddingProvider, 'status'>;
  /** Resident memory of this process, its threads included, in MB. */
  readonly ownMb?: () => number;
}

/** Knows the processes. */
export class ProcessOverview {
  private readonly parts: ProcessOverviewParts;
  private readonly ownMb: () => number;
  private ownPeakMb = 0;

  constructor(parts: ProcessOverviewParts) {
    this.parts = parts;
    this.ownMb = parts.ownMb ?? (() => process.memoryUsage.rss() / 2 ** 20);
  }

  /** Those that live, main first. */
  processes(): ProcessMemory[] {
    const rssMb = this.ownMb();
    this.ownPeakMb = Math.max(this.ownPeakMb, rssMb);
    const { reader, provider } = this.parts;
    const own = { role: 'main', slot: 0, pid: process.pid, restarts: 0, state: 'running' } as const;
    const readerStatus = reader.status();
    const children: ProcessMemory[] = [
      ...(readerStatus ? [{ ...readerStatus, slot: 0, state: 'running' }] : []),
      ...provider.status().processes.map(({ generation: _generation, ...process }) => process),
    ];
    // One that has just been started has not been measured yet: it has no size, not the size 0.
    return [{ ...own, rssMb, peakMb: this.ownPeakMb }, ...children.filter((child) => child.rssMb > 0)];
  }
}

/** The name of a process's curve: `main`, `reader`, `embedder 1`. */
export function curveName({ role, slot }: Pick<ProcessMemory, 'role' | 'slot'>): string {
  return role === 'embedder' ? `embedder ${slot + 1}` : role;
}

/** The size of each curve, by name. Where a slot has two processes for a moment, the larger; `total` has all. */
export function curveSizes(processes: readonly ProcessMemory[]): Map<string, number> {
  const sizes = new Map([['total', 0]]);
  for (const process of processes) {
    const name = curveName(process);
    sizes.set(name, Math.max(sizes.get(name) ?? 0, process.rssMb));
    sizes.set('total', (sizes.get('total') ?? 0) + process.rssMb);
  }
  return sizes;
}
