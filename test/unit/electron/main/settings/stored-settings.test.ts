import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsSchema } from '../../../../../electron/shared/contract/settings.ts';
import { changeStored, readStored } from '../../../../../electron/main/settings/stored-settings.ts';

describe('stored settings', () => {
  test('hold what the user has set', () => {
    expect(readStored({ version: 1, pace: 'gentle', workers: 2, firstRunFinished: true })).toMatchObject({
      settings: { pace: 'gentle' },
      workers: 2,
      firstRunFinished: true,
      problems: [],
    });
  });

  test('lose only what is wrong in them, and name it', () => {
    const { settings, workers, problems } = readStored({
      memoryCeilingMb: 50,
      pace: 'full',
      theme: 7,
      workers: 0,
    });
    expect(settings).toEqual({ pace: 'full' });
    expect(workers).toBeNull();
    expect(problems).toEqual([
      'A memory ceiling of "50" is not possible: give whole MB, at least 200 and at most 65536. The default holds.',
      'A theme of "7" is not possible: give system, light, dark. The default holds.',
      'A number of workers of "0" is not possible: give a whole number from 1 to 64. The default holds.',
    ]);
  });

  test('come through the steps from their version to the newest, each once', () => {
    const steps = [
      ({ speed, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, rate: speed }),
      ({ rate, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, pace: rate }),
    ];
    expect(readStored({ version: 1, speed: 'gentle' }, steps).settings).toEqual({ pace: 'gentle' });
    expect(readStored({ version: 2, rate: 'full' }, steps)).toMatchObject({
      settings: { pace: 'full' },
      raw: { version: 3, pace: 'full' },
    });
    expect(readStored({ version: 3, pace: 'full', speed: 'gentle' }, steps).settings).toEqual({
      pace: 'full',
    });
  });

  test('of a newer version keep what this one does not know, and their version', () => {
    const stored = readStored({ version: 9, pace: 'full', wallpaper: 'sea' });
    expect(changeStored(stored, { pace: 'gentle' })).toEqual({
      version: 9,
      pace: 'gentle',
      wallpaper: 'sea',
    });
  });

  test.each([[null], [[]], ['text'], [7]])('are none in %j', (value) => {
    expect(() => readStored(value)).toThrow(SyntaxError);
  });

  test('never give settings that are not possible, whatever the object holds', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('full', 'gentle', 'dark', 'voyage', true, 400, 250),
    );
    const names = fc.constantFrom(...settingsSchema.keyof().options, 'workers', 'version', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(names, values), (object) => {
        const { settings, raw } = readStored(object);
        expect(settingsSchema.partial().safeParse(settings).success).toBe(true);
        expect(readStored(raw).settings).toEqual(settings);
      }),
    );
  });
});
