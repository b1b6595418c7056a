import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commonOptions } from '../../../headless/options.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-options-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const store = (text: string) => writeFile(join(folder, 'settings.json'), text);

describe('the settings of a run', () => {
  test('are the defaults, at full pace, and nothing is written for them', async () => {
    const { settings } = commonOptions({ dataDir: folder }, {});
    expect(settings).toMatchObject({ memoryCeilingMb: 400, pace: 'full', provider: 'local', workers: null });
    expect(await readdir(folder)).toEqual([]);
  });

  test('come from a flag before the environment, from that before the file', async () => {
    await store('{"memoryCeilingMb": 450, "pace": "gentle"}');
    const environment = { OPERATIONAL_MEMORY_MB: '500' };
    const given = { dataDir: folder };
    expect(commonOptions(given, {}).settings).toMatchObject({ memoryCeilingMb: 450, pace: 'gentle' });
    expect(commonOptions(given, environment).settings.memoryCeilingMb).toBe(500);
    const flags = { ...given, memoryCeiling: '600', workers: '2', pace: 'balanced' };
    expect(commonOptions(flags, environment).settings).toMatchObject({
      memoryCeilingMb: 600,
      pace: 'balanced',
      workers: 2,
    });
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).toBe(
      '{"memoryCeilingMb": 450, "pace": "gentle"}',
    );
  });

  test('from the environment are checked too', () => {
    expect(() => commonOptions({ dataDir: folder }, { OPERATIONAL_MEMORY_MB: '64' })).toThrow(/at least 200/);
  });

  test('in a damaged file give a sentence and the defaults; the file is kept aside', async () => {
    await store('{"pace": "gen');
    const { settings, settingsStore } = commonOptions({ dataDir: folder }, {});
    expect(settings.memoryCeilingMb).toBe(400);
    expect(settingsStore.problems).toHaveLength(1);
    const [aside = ''] = await readdir(folder);
    expect(aside).toMatch(/^settings\.json\.damaged-/);
    expect(await readFile(join(folder, aside), 'utf8')).toBe('{"pace": "gen');
    expect(commonOptions({ dataDir: folder }, {}).settingsStore.problems).toEqual([]);
  });

  test('that are changed are in the file, whole', async () => {
    const { settingsStore } = commonOptions({ dataDir: join(folder, 'new') }, {});
    await settingsStore.change({ memoryCeilingMb: 700 });
    expect(await readdir(join(folder, 'new'))).toEqual(['settings.json']);
    expect(commonOptions({ dataDir: join(folder, 'new') }, {}).settings.memoryCeilingMb).toBe(700);
  });

  // Something in its place that can be neither read nor written as a file.
  test('that can not be read give a sentence and the defaults, and are not written over', async () => {
    await mkdir(join(folder, 'settings.json'));
    const { settings, settingsStore } = commonOptions({ dataDir: folder }, {});
    expect(settings.memoryCeilingMb).toBe(400);
    expect(settingsStore.problems[0]).toContain("can't be read");
    await expect(settingsStore.change({ theme: 'dark' })).rejects.toMatchObject({
      code: 'settings-not-writable',
    });
  });
});
