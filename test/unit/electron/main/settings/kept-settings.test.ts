import { describe, expect, test } from 'vitest';
import { KeptSettings, type SettingsFile } from '../../../../../electron/main/settings/kept-settings.ts';
import { defaultSettings } from '../../../../../electron/main/settings/settings.ts';

/** A file in memory: its text, and what the system says of it. */
class FakeFile implements SettingsFile {
  readonly path = '/data/settings.json';
  text: string | null;
  aside: string | null = null;
  locked = false;

  constructor(text: string | null = null) {
    this.text = text;
  }

  read(): unknown {
    if (this.locked) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return this.text === null ? {} : JSON.parse(this.text);
  }

  write(value: Readonly<Record<string, unknown>>): void {
    if (this.locked) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    this.text = JSON.stringify(value);
  }

  setAside(): string {
    this.aside = this.text;
    this.text = null;
    return '/data/settings.json.damaged';
  }
}

describe('settings in a file', () => {
  test('are the defaults where nothing is stored, and nothing is written for that', () => {
    const file = new FakeFile();
    const store = new KeptSettings(file);
    expect(store.current()).toEqual(defaultSettings);
    expect(store.problems).toEqual([]);
    expect(store.firstRunFinished()).toBe(false);
    expect(file.text).toBeNull();
  });

  test('are kept over a restart, and only those that were set', async () => {
    const file = new FakeFile();
    const store = new KeptSettings(file);
    await store.change({ theme: 'dark', memoryCeilingMb: 600 });
    await store.finishFirstRun();
    expect(JSON.parse(file.text ?? '')).toEqual({
      version: 1,
      theme: 'dark',
      memoryCeilingMb: 600,
      firstRunFinished: true,
    });
    const again = new KeptSettings(file);
    expect(again.current()).toEqual({ ...defaultSettings, theme: 'dark', memoryCeilingMb: 600 });
    expect(again.firstRunFinished()).toBe(true);
  });

  test('are told of when they change', async () => {
    const store = new KeptSettings(new FakeFile());
    const heard: string[] = [];
    const stop = store.onChange(({ pace }) => heard.push(pace));
    await store.change({ pace: 'full' });
    stop();
    await store.change({ pace: 'gentle' });
    expect(heard).toEqual(['full']);
  });

  test('are refused with a sentence where they are not possible, and nothing changes', async () => {
    const file = new FakeFile();
    const store = new KeptSettings(file);
    await expect(store.change({ memoryCeilingMb: 100, theme: 'dark' })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining('at least 200') as unknown,
    });
    expect(store.current()).toEqual(defaultSettings);
    expect(file.text).toBeNull();
  });

  test('give way to a flag for the run, which is not stored, until the user says otherwise', async () => {
    const file = new FakeFile('{"memoryCeilingMb":500}');
    const overrides = { settings: { memoryCeilingMb: 300, pace: 'gentle' }, workers: 3 } as const;
    const store = new KeptSettings(file, { overrides });
    expect(store.run()).toMatchObject({ memoryCeilingMb: 300, pace: 'gentle', workers: 3 });
    await store.change({ theme: 'light' });
    expect(store.current().memoryCeilingMb).toBe(300);
    expect(file.text).toContain('"memoryCeilingMb":500');
    await store.change({ memoryCeilingMb: 800 });
    expect(store.current()).toMatchObject({ memoryCeilingMb: 800, pace: 'gentle' });
  });

  test('may have other defaults in another host', () => {
    const defaults = { pace: 'full' } as const;
    expect(new KeptSettings(new FakeFile(), { defaults }).current().pace).toBe('full');
    expect(new KeptSettings(new FakeFile('{"pace":"gentle"}'), { defaults }).current().pace).toBe('gentle');
  });

  test('that are damaged are kept aside; the defaults hold and a sentence says so', async () => {
    const file = new FakeFile('{"pace": "gen');
    const store = new KeptSettings(file);
    expect(store.current()).toEqual(defaultSettings);
    expect(store.problems).toEqual([
      'The settings /data/settings.json are damaged. The defaults hold; the damaged file is now /data/settings.json.damaged',
    ]);
    expect(file.aside).toBe('{"pace": "gen');
    await store.change({ pace: 'full' });
    expect(new KeptSettings(file).current().pace).toBe('full');
  });

  test('that are locked give the defaults, and a change is refused rather than written over them', async () => {
    const file = new FakeFile('{"pace":"gentle","theme":"dark"}');
    file.locked = true;
    const store = new KeptSettings(file);
    expect(store.current()).toEqual(defaultSettings);
    expect(store.problems[0]).toContain("can't be read");
    await expect(store.change({ pace: 'full' })).rejects.toMatchObject({ code: 'settings-not-writable' });
    expect(store.current()).toEqual(defaultSettings);
    file.locked = false;
    await store.change({ pace: 'full' });
    expect(store.current()).toMatchObject({ pace: 'full', theme: 'dark' });
  });

  test('that another program has changed meanwhile keep that change', async () => {
    const file = new FakeFile();
    const [one, other] = [new KeptSettings(file), new KeptSettings(file)];
    await one.change({ theme: 'dark' });
    await other.change({ pace: 'full' });
    expect(new KeptSettings(file).current()).toMatchObject({ theme: 'dark', pace: 'full' });
  });

  test('that another program has changed are taken over when they are read again, and told of once', async () => {
    const file = new FakeFile();
    const [app, follower] = [new KeptSettings(file), new KeptSettings(file)];
    const heard: boolean[] = [];
    follower.onChange(({ agentNotes }) => heard.push(agentNotes));
    follower.reread();
    await app.change({ agentNotes: true });
    follower.reread();
    follower.reread();
    expect(heard).toEqual([true]);
  });

  test.each(['locked', 'damaged'])('that are %s for the moment stay as they are known', (how) => {
    const file = new FakeFile('{"agentNotes":true}');
    const store = new KeptSettings(file);
    store.onChange(() => expect.fail('Nothing has changed.'));
    if (how === 'locked') file.locked = true;
    else file.text = '{"agentNotes":fal';
    store.reread();
    expect(store.current().agentNotes).toBe(true);
    expect(file.aside).toBeNull();
  });
});
