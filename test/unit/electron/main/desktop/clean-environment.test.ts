import { describe, expect, test } from 'vitest';
import { dropVoyageKey, STARTED_AGAIN_FLAG } from '../../../../../electron/main/desktop/clean-environment.ts';

describe('an app that is started with the key of Voyage in its environment', () => {
  test('starts again without it, as it was called', () => {
    const environment = { PATH: '/bin', VOYAGE_API_KEY: 'secret' };
    const { startAgainWith, note } = dropVoyageKey(environment, ['.', '--hidden', '/a b']);
    expect(environment).toEqual({ PATH: '/bin' });
    expect([startAgainWith, note]).toEqual([['.', '--hidden', '/a b', STARTED_AGAIN_FLAG], null]);
  });

  test('says so then, and starts no third time, even where the system gives the key again', () => {
    const environment = { VOYAGE_API_KEY: 'secret' };
    const { startAgainWith, note } = dropVoyageKey(environment, ['.', STARTED_AGAIN_FLAG]);
    expect(environment).toEqual({});
    expect([startAgainWith, note]).toEqual([null, expect.stringContaining('Settings, Voyage')]);
  });

  test('goes on where there is none', () => {
    expect(dropVoyageKey({ PATH: '/bin' }, ['.'])).toEqual({ startAgainWith: null, note: null });
  });
});
