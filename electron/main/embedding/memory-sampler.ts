/**
 * Measures the processes of a pool from outside, for as long as one lives.
 */
import type { MemoryProbe } from '../../shared/child-process.ts';
import type { Schedule, SlotRunner } from './slot-runner.ts';
import { hasProcesses } from './slot-state.ts';

/** How often memory is measured from outside, in ms: what a process can grow by in it is how far it can overshoot. */
export const SAMPLE_MS = 250;

/** What a sampler works with. */
export interface MemorySamplerParts {
  readonly probe: MemoryProbe;
  readonly schedule: Schedule;
  readonly slots: () => readonly SlotRunner[];
}

/** Tells each slot the memory of its processes. */
export class MemorySampler {
  private readonly parts: MemorySamplerParts;
  private waiting = false;

  constructor(parts: MemorySamplerParts) {
    this.parts = parts;
  }

  /** Measures from now on; does nothing where it does already, or where no process lives. */
  start(): void {
    if (this.waiting || !this.parts.slots().some(({ slot }) => hasProcesses(slot))) return;
    this.waiting = true;
    this.parts.schedule(() => {
      void this.measureAll().finally(() => {
        this.waiting = false;
        this.start();
      });
    }, SAMPLE_MS);
  }

  /** Resident memory in MB by pid; of none where the system can't say. */
  async measure(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
    try {
      return await this.parts.probe.measure(pids);
    } catch {
      // Without a measurement from outside the ceilings go by what the processes say of themselves.
      return new Map();
    }
  }

  private async measureAll(): Promise<void> {
    const processes = this.parts
      .slots()
      .flatMap((slot) => [...slot.pids()].map(([generation, pid]) => ({ slot, generation, pid })));
    const sizes = await this.measure(processes.map(({ pid }) => pid));
    for (const { slot, generation, pid } of processes) {
      const rssMb = sizes.get(pid);
      if (rssMb !== undefined) slot.apply({ type: 'measured', generation, rssMb });
    }
  }
}
