import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  LiveStatusPublisher,
  liveStatusPath,
  readLiveStatus,
  type LiveStatus,
} from '../../../../../electron/main/activity/live-status.ts';
import { FakeClock } from '../../../../doubles/fake-embedders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-live-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const alive = (): boolean => true;

function createPublisher(phase: LiveStatus['phase'], directory = folder) {
  const clock = new FakeClock();
  const problems: string[] = [];
  const world = { phase, asked: 0 };
  const publisher = new LiveStatusPublisher({
    dataDirectory: directory,
    status: () => {
      world.asked += 1;
      return {
        phase: world.phase,
        memory: {
          ceilingMb: 400,
          processes: [
            { role: 'main', slot: 0, pid: 1, rssMb: 100, peakMb: 120, restarts: 0, state: 'running' },
          ],
        },
        rate: { conversationsPerMinute: 120, chunksPerSecond: 30, tokensPerSecond: 6_000 },
        etaSeconds: 12,
      };
    },
    now: () => clock.now,
    schedule: clock.schedule,
    report: (what) => problems.push(what),
  });
  /** Lets time pass, and what is written reach the disk. */
  const pass = async (milliseconds: number): Promise<void> => {
    await clock.pass(milliseconds);
    await publisher.flushed();
  };
  return { publisher, clock, problems, world, pass };
}

describe('the status of a running engine', () => {
  test('is read by other programs, every few seconds anew', async () => {
    const { publisher, clock, pass } = createPublisher('embedding');
    publisher.start();
    await pass(0);
    const first = await readLiveStatus(folder, clock.now, alive);
    expect(first).toMatchObject({ pid: process.pid, phase: 'embedding', etaSeconds: 12 });
    await pass(10_000);
    const later = await readLiveStatus(folder, clock.now, alive);
    expect((later?.at ?? 0) - (first?.at ?? 0)).toBe(10_000);
    await publisher.stop();
  });

  test('counts no more when nobody has written it for some seconds', async () => {
    const { publisher, clock, pass } = createPublisher('reading');
    publisher.start();
    await pass(0);
    expect(await readLiveStatus(folder, clock.now + 5_900, alive)).not.toBeNull();
    expect(await readLiveStatus(folder, clock.now + 6_000, alive)).toBeNull();
  });

  test('counts no more when its process is gone', async () => {
    const { publisher, clock, pass } = createPublisher('reading');
    publisher.start();
    await pass(0);
    expect(await readLiveStatus(folder, clock.now, () => false)).toBeNull();
    expect(await readLiveStatus(folder, clock.now)).not.toBeNull();
  });

  test('is written seldom while nothing goes on, and holds for longer then', async () => {
    const { publisher, clock, pass, world } = createPublisher('idle');
    publisher.start();
    await pass(59_000);
    const idle = await readLiveStatus(folder, clock.now, alive);
    expect(clock.now - (idle?.at ?? 0)).toBeGreaterThan(58_000);
    world.phase = 'reading';
    await pass(2_000);
    expect(await readLiveStatus(folder, clock.now, alive)).toMatchObject({ phase: 'reading' });
  });

  test('is taken back at the end', async () => {
    const { publisher, clock, pass } = createPublisher('reading');
    publisher.start();
    await pass(2_000);
    await publisher.stop();
    await pass(10_000);
    expect(await readdir(folder)).toEqual([]);
    expect(await readLiveStatus(folder, clock.now, alive)).toBeNull();
  });

  test.each(['', '{"pid":', '[]', '{"pid":1,"at":0,"staleAt":9e15}'])(
    'is none where the file says %j',
    async (text) => {
      await writeFile(liveStatusPath(folder), text);
      expect(await readLiveStatus(folder, 1_000, alive)).toBeNull();
    },
  );

  test('that can not be written is reported once and stops nothing', async () => {
    const { publisher, problems, pass, world } = createPublisher('reading', join(folder, 'nowhere'));
    publisher.start();
    await pass(20_000);
    expect(problems).toEqual(['The status could not be written for other programs.']);
    expect(world.asked).toBe(11);
    await publisher.stop();
  });
});
