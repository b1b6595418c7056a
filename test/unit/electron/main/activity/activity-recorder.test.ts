import { describe, expect, test } from 'vitest';
import type { ActivityEvent, ProcessMemory } from '../../../../../electron/main/activity/activity.ts';
import type { ActivityEntry, ActivityLog } from '../../../../../electron/main/activity/activity-log.ts';
import { ActivityRecorder } from '../../../../../electron/main/activity/activity-recorder.ts';
import type { EmbedderEvent } from '../../../../../electron/main/embedding/provider.ts';
import type { ReaderCrash } from '../../../../../electron/main/importing/reader-client.ts';
import { FakeClock, settled } from '../../../../doubles/fake-embedders.ts';

/** A log in memory that can refuse. */
class FakeLog implements ActivityLog {
  entries: ActivityEntry[] = [];
  writes = 0;
  full = false;

  append(entries: readonly ActivityEntry[]): Promise<void> {
    if (this.full) return Promise.reject(new Error('No space left.'));
    if (entries.length > 0) this.writes += 1;
    this.entries.push(...entries);
    return Promise.resolve();
  }

  read(since: number): Promise<ActivityEntry[]> {
    return Promise.resolve(this.entries.filter(({ at }) => at >= since));
  }
}

function memoryOf(role: ProcessMemory['role'], pid: number, rssMb: number, slot = 0): ProcessMemory {
  return {
    role,
    slot,
    pid,
    rssMb,
    peakMb: rssMb,
    restarts: 0,
    state: role === 'embedder' ? 'busy' : 'running',
  };
}

/** A recorder with its clock, its log, and processes that the test plays. */
function createRecorder() {
  const clock = new FakeClock();
  const log = new FakeLog();
  const problems: string[] = [];
  let tell: (event: EmbedderEvent) => void = () => undefined;
  let tellReader: (crash: ReaderCrash) => void = () => undefined;
  const world = {
    processes: (): ProcessMemory[] => [memoryOf('main', 1, 100), memoryOf('embedder', 2, 150)],
  };
  const recorder = new ActivityRecorder({
    processes: () => world.processes(),
    provider: { onEvent: (listener) => ((tell = listener), () => (tell = () => undefined)) },
    reader: { onCrash: (listener) => ((tellReader = listener), () => (tellReader = () => undefined)) },
    ceilingMb: () => 400,
    log,
    now: () => clock.now,
    schedule: clock.schedule,
    report: (what) => problems.push(what),
  });
  const events: ActivityEvent[] = [];
  recorder.onEvent((event) => events.push(event));
  recorder.start();
  const happen = (kind: EmbedderEvent['kind'], more: Partial<EmbedderEvent> = {}): void =>
    tell({
      at: clock.now,
      slot: 0,
      generation: 1,
      pid: 2,
      kind,
      reason: 'It ended.',
      rssMb: 390.123,
      beforeMb: null,
      afterMb: null,
      batch: null,
      ...more,
    });
  return {
    clock,
    log,
    problems,
    world,
    recorder,
    events,
    happen,
    crashReader: (c: ReaderCrash) => tellReader(c),
  };
}

describe('memory', () => {
  test('is sampled once a second, of each process and of all together', async () => {
    const { clock, recorder } = createRecorder();
    await clock.pass(10_000);
    const { ceilingMb, series, marks } = await recorder.memoryHistory('session');
    expect(ceilingMb).toBe(400);
    expect(marks).toEqual([]);
    expect(series.map(({ name, points }) => [name, points.length, points.at(-1)?.[1]])).toEqual([
      ['total', 11, 250],
      ['main', 11, 100],
      ['embedder 1', 11, 150],
    ]);
  });

  test('of a slot with two processes is that of the larger; all count in the total', async () => {
    const { clock, recorder, world } = createRecorder();
    world.processes = () => [
      memoryOf('embedder', 2, 150),
      memoryOf('embedder', 3, 90),
      memoryOf('embedder', 4, 70, 1),
    ];
    await clock.pass(1_000);
    const { series } = await recorder.memoryHistory('session');
    expect(series.map(({ name, points }) => [name, points.at(-1)?.[1]])).toEqual([
      ['total', 310],
      ['main', 100],
      ['embedder 1', 150],
      ['embedder 2', 70],
    ]);
  });

  test('goes to the log once a minute, with the peaks of the minute', async () => {
    const { clock, log, world } = createRecorder();
    await clock.pass(5_000);
    world.processes = () => [memoryOf('main', 1, 170)];
    await clock.pass(1_000);
    world.processes = () => [memoryOf('main', 1, 80)];
    await clock.pass(10 * 60_000);
    expect(log.writes).toBe(10);
    expect(log.entries[0]).toMatchObject({
      type: 'memory',
      mb: { main: 170, 'embedder 1': 150, total: 250 },
    });
    expect(log.entries[1]).toMatchObject({ mb: { main: 80 } });
  });

  test('of a week comes from the log, with the minute that is not over', async () => {
    const { clock, log, recorder } = createRecorder();
    log.entries.push({ type: 'memory', at: clock.now - 3_600_000, mb: { main: 55 } });
    await clock.pass(3 * 60_000);
    const { series } = await recorder.memoryHistory('week');
    const main = series.find(({ name }) => name === 'main')?.points ?? [];
    expect(main.map(([, mb]) => mb)).toEqual([55, 100, 100, 100, 100]);
    expect(main.at(-1)?.[0]).toBe(clock.now);
  });

  test('that can not be measured once costs one sample, and is reported once', async () => {
    const { clock, recorder, world, problems } = createRecorder();
    const good = world.processes;
    world.processes = () => {
      throw new Error('No such process.');
    };
    await clock.pass(3_000);
    world.processes = good;
    await clock.pass(2_000);
    const { series } = await recorder.memoryHistory('session');
    expect(series[0]?.points).toHaveLength(3);
    expect(problems).toEqual(['The memory of the processes could not be sampled.']);
  });
});

describe('events', () => {
  test('are told and kept with time, reason, memory and batch', async () => {
    const { clock, happen, events, recorder } = createRecorder();
    happen('ready');
    happen('killed', { batch: 12, reason: 'It passed the memory ceiling.' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      at: clock.now,
      kind: 'killed',
      process: 'embedder 1',
      reason: 'It passed the memory ceiling.',
      beforeMb: 390.1,
      afterMb: null,
      pid: 2,
      batch: 12,
    });
    expect(await recorder.events('session')).toEqual(events);
    expect((await recorder.memoryHistory('session')).marks).toMatchObject([
      { kind: 'killed', beforeMb: 390.1 },
    ]);
  });

  test('learn what the process takes that took over', async () => {
    const { clock, happen, events, recorder, world } = createRecorder();
    happen('crashed');
    await clock.pass(1_000);
    expect((await recorder.events('session'))[0]?.afterMb).toBeNull();
    world.processes = () => [memoryOf('embedder', 99, 155)];
    await clock.pass(1_000);
    expect(await recorder.events('session')).toMatchObject([{ kind: 'crashed', afterMb: 155 }]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(await recorder.events('week')).toMatchObject([{ kind: 'crashed', afterMb: 155 }]);
  });

  test('learn it from the process itself where that is ready before the next sample', async () => {
    const { happen, recorder } = createRecorder();
    happen('crashed');
    happen('ready', { pid: 99, afterMb: 155 });
    expect(await recorder.events('session')).toMatchObject([{ kind: 'crashed', afterMb: 155 }]);
  });

  test('of a text in quarantine have no memory', () => {
    const { happen, events } = createRecorder();
    happen('quarantined', { rssMb: 0, batch: 4 });
    expect(events).toMatchObject([{ kind: 'quarantined', beforeMb: null, batch: 4 }]);
  });

  test('of the reader are among them', () => {
    const { crashReader, events } = createRecorder();
    crashReader({ pid: 5, reason: 'It ended while it read a file.', rssMb: 120 });
    expect(events).toMatchObject([{ kind: 'crashed', process: 'reader', pid: 5, beforeMb: 120 }]);
  });

  test('are written within seconds, several in one write', async () => {
    const { clock, happen, log } = createRecorder();
    for (let count = 0; count < 20; count += 1) happen('silent');
    await clock.pass(5_000);
    expect(log.writes).toBe(1);
    expect(log.entries).toHaveLength(20);
  });

  test('wait for a disk that is full, and are known meanwhile', async () => {
    const { clock, happen, log, recorder, problems } = createRecorder();
    log.full = true;
    happen('recycled', { afterMb: 140 });
    await clock.pass(130_000);
    expect(await recorder.events('week')).toHaveLength(1);
    log.full = false;
    await clock.pass(60_000);
    expect(log.entries.filter(({ type }) => type === 'event')).toHaveLength(1);
    expect(problems).toEqual(['The activity could not be written.']);
  });

  test('are bounded in number', async () => {
    const { happen, recorder } = createRecorder();
    for (let count = 0; count < 1_500; count += 1) happen('silent', { batch: count });
    const events = await recorder.events('session');
    expect(events).toHaveLength(1_000);
    expect(events.at(-1)?.batch).toBe(1_499);
  });
});

test('stopping writes what waits and ends the samples', async () => {
  const { clock, happen, log, recorder } = createRecorder();
  await clock.pass(2_000);
  happen('failed');
  await recorder.stop();
  await settled();
  expect(log.entries.map(({ type }) => type)).toEqual(['event', 'memory']);
  await clock.pass(120_000);
  expect(log.entries).toHaveLength(2);
});
