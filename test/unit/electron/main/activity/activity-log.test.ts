import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ActivityFolder, type ActivityEntry } from '../../../../../electron/main/activity/activity-log.ts';

const DAY = 24 * 3_600_000;
const NOON = Date.UTC(2026, 2, 10, 12);

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'recollect-activity-'));
  folder = join(parent, 'activity');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const memory = (at: number, main = 100): ActivityEntry => ({ type: 'memory', at, mb: { main, total: main } });
const event = (id: string, afterMb: number | null, reason = 'It ended.'): ActivityEntry => ({
  type: 'event',
  id,
  at: NOON,
  kind: 'crashed',
  process: 'embedder 1',
  reason,
  beforeMb: 300,
  afterMb,
  pid: 7,
  batch: 3,
});

describe('the log of the activity', () => {
  test('gives back what was appended, by this program or the one before', async () => {
    await new ActivityFolder(folder).append([memory(NOON), event('a', 150)], NOON);
    await new ActivityFolder(folder).append([memory(NOON + 60_000)], NOON + 60_000);
    const read = await new ActivityFolder(folder).read(0);
    expect(read).toEqual([memory(NOON), memory(NOON + 60_000), event('a', 150)]);
    expect(await new ActivityFolder(folder).read(NOON + 1)).toEqual([memory(NOON + 60_000)]);
  });

  test('takes the last word about an event', async () => {
    const log = new ActivityFolder(folder);
    await log.append([event('a', null), event('b', null)], NOON);
    await log.append([event('a', 160)], NOON);
    expect(await log.read(0)).toEqual([event('a', 160), event('b', null)]);
  });

  test('loses nothing but the line that a crash has torn', async () => {
    const log = new ActivityFolder(folder);
    await log.append([memory(NOON)], NOON);
    await appendFile(join(folder, '2026-03-10.jsonl'), '{"type":"memory","at":17');
    await log.append([memory(NOON + 60_000)], NOON + 60_000);
    expect(await log.read(0)).toEqual([memory(NOON), memory(NOON + 60_000)]);
  });

  test('passes over lines and files that are not its own', async () => {
    const log = new ActivityFolder(folder);
    await log.append([memory(NOON)], NOON);
    await appendFile(join(folder, '2026-03-10.jsonl'), 'null\n{"type":"other"}\n[]\n');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    expect(await log.read(0)).toEqual([memory(NOON)]);
  });

  test('keeps the days of the past week and lets older ones go', async () => {
    const log = new ActivityFolder(folder);
    for (let day = 0; day < 12; day += 1) await log.append([memory(NOON + day * DAY)], NOON + day * DAY);
    const days = await readdir(folder);
    expect(days).toHaveLength(8);
    expect(days.sort()[0]).toBe('2026-03-14.jsonl');
  });

  test('does not grow without bound over a flood of events', async () => {
    const log = new ActivityFolder(folder);
    const flood = Array.from({ length: 2_000 }, (_, index) => event(`e${index}`, null, 'x'.repeat(900)));
    for (let round = 0; round < 5; round += 1) await log.append(flood, NOON);
    expect((await stat(join(folder, '2026-03-10.jsonl'))).size).toBeLessThan(8 * 2 ** 20);
  });

  test('is empty where there is none, and makes no folder for nothing', async () => {
    const log = new ActivityFolder(folder);
    expect(await log.read(0)).toEqual([]);
    await log.append([], NOON);
    expect(await readdir(parent)).toEqual([]);
  });
});
