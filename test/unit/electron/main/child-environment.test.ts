import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../../../electron/main/child-environment.ts';

describe('the environment of a child process', () => {
  test('has what programs need to run', () => {
    expect(childEnvironment({ PATH: '/bin', HOME: '/home/ana' })).toMatchObject({
      PATH: '/bin',
      HOME: '/home/ana',
    });
  });

  test('has no key, token, proxy or option of the owner', () => {
    const environment = childEnvironment({
      VOYAGE_API_KEY: 'secret',
      GITHUB_TOKEN: 'secret',
      HTTPS_PROXY: 'http://user:secret@proxy',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
    });
    expect(Object.keys(environment)).toEqual(['ORT_DISABLE_TELEMETRY']);
  });

  test('switches the telemetry of the model’s runtime off', () => {
    expect(childEnvironment({ ORT_DISABLE_TELEMETRY: '0' }).ORT_DISABLE_TELEMETRY).toBe('1');
  });

  test('has what the starter adds', () => {
    expect(childEnvironment({}, { MALLOC_ARENA_MAX: '2' }).MALLOC_ARENA_MAX).toBe('2');
  });
});
