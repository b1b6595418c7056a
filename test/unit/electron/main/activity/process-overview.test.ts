import { expect, test } from 'vitest';
import { ProcessOverview } from '../../../../../electron/main/activity/process-overview.ts';
import type { EmbedderStatus } from '../../../../../electron/main/embedding/provider.ts';

function embedder(slot: number, rssMb: number): EmbedderStatus {
  return {
    role: 'embedder',
    slot,
    generation: 3,
    state: 'busy',
    pid: 10 + slot,
    rssMb,
    peakMb: 200,
    restarts: 2,
  };
}

function overview(ownMb: () => number, rssMb: number, processes: EmbedderStatus[]) {
  return new ProcessOverview({
    reader: { status: () => ({ role: 'reader', pid: 5, rssMb, peakMb: 90, restarts: 1 }) },
    provider: { status: () => ({ restarts: 2, peakMb: 200, failure: null, processes }) },
    ownMb,
  });
}

test('every process is there, main first', () => {
  const processes = overview(() => 100, 80, [embedder(0, 150), embedder(1, 160)]).processes();
  expect(processes.map(({ role, slot, pid, rssMb }) => [role, slot, pid, rssMb])).toEqual([
    ['main', 0, process.pid, 100],
    ['reader', 0, 5, 80],
    ['embedder', 0, 10, 150],
    ['embedder', 1, 11, 160],
  ]);
  expect(processes[2]).toEqual({
    role: 'embedder',
    slot: 0,
    state: 'busy',
    pid: 10,
    rssMb: 150,
    peakMb: 200,
    restarts: 2,
  });
});

test('one that has not been measured yet is not, rather than with 0 MB', () => {
  const processes = overview(() => 100, 0, [embedder(0, 0), embedder(1, 160)]).processes();
  expect(processes.map(({ role, slot }) => [role, slot])).toEqual([
    ['main', 0],
    ['embedder', 1],
  ]);
});

test('main has its peak', () => {
  const sizes = [100, 300, 200];
  const processes = overview(() => sizes.shift() ?? 0, 0, []);
  processes.processes();
  processes.processes();
  expect(processes.processes()).toMatchObject([{ rssMb: 200, peakMb: 300 }]);
});
