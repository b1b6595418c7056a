import { describe, expect, test } from 'vitest';
import { settingsSchema } from '../../../../../electron/shared/contract/settings.ts';
import {
  checkChanges,
  defaultSettings,
  parseOverrides,
} from '../../../../../electron/main/settings/settings.ts';

const refusal = (message: string) => expect.objectContaining({ code: 'settings-invalid', message }) as Error;

test('the defaults are possible settings, with a ceiling of 400 MB', () => {
  expect(settingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
  expect(defaultSettings.memoryCeilingMb).toBe(400);
});

describe('flags and environment', () => {
  test('are read', () => {
    expect(parseOverrides({ memoryCeiling: '512', workers: '3', pace: 'gentle', provider: 'local' })).toEqual(
      {
        settings: { memoryCeilingMb: 512, pace: 'gentle', provider: 'local' },
        workers: 3,
      },
    );
    expect(parseOverrides({})).toEqual({ settings: {} });
  });

  test.each(['100', '199', '0', '-5', '400.5', 'much', '', '1e9', '70000'])(
    'a ceiling of "%s" is refused with the least that is needed',
    (memoryCeiling) => {
      expect(() => parseOverrides({ memoryCeiling })).toThrow(
        refusal(
          `A memory ceiling of "${memoryCeiling}" is not possible: give whole MB, at least 200 and at most 65536.`,
        ),
      );
    },
  );

  test.each(['0', '65', '1.5', 'two', ''])('"%s" workers are refused', (workers) => {
    expect(() => parseOverrides({ workers })).toThrow(
      refusal(`A number of workers of "${workers}" is not possible: give a whole number from 1 to 64.`),
    );
  });

  test('another pace or provider is refused with those that there are', () => {
    expect(() => parseOverrides({ pace: 'fast' })).toThrow(
      refusal('A pace of "fast" is not possible: give gentle, balanced, full.'),
    );
    expect(() => parseOverrides({ provider: 'cloud' })).toThrow(
      refusal('A provider of "cloud" is not possible: give local or voyage.'),
    );
  });
});

describe('changes', () => {
  test('may be of some settings', () => {
    expect(checkChanges({ theme: 'dark', closeToTray: undefined })).toEqual({ theme: 'dark' });
  });

  test('that are none, or of no setting, are refused', () => {
    expect(() => checkChanges({ memoryCeilingMb: 20 })).toThrow(/at least 200/);
    expect(() => checkChanges({ colour: 'red' })).toThrow(
      expect.objectContaining({ code: 'settings-invalid' }),
    );
    expect(() => checkChanges(null)).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
  });
});
