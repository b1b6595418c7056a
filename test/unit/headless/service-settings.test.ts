import { describe, expect, test } from 'vitest';
import { outdatedSettings, serviceAddress } from '../../../headless/service-settings.ts';

describe('where a service listens', () => {
  test('is this machine only, unless somebody says otherwise', () => {
    expect(serviceAddress({}, {})).toEqual({ address: '127.0.0.1', port: undefined, allowedHosts: [] });
  });

  test('is what the environment says, and before that what a flag says', () => {
    const environment = {
      RECOLLECT_HOST: '0.0.0.0',
      RECOLLECT_PORT: '8080',
      RECOLLECT_ALLOWED_HOSTS: 'Recollect.example, [::1]:8080,,',
    };
    expect(serviceAddress({}, environment)).toEqual({
      address: '0.0.0.0',
      port: 8080,
      allowedHosts: ['recollect.example', '[::1]:8080'],
    });
    expect(serviceAddress({ host: '127.0.0.2', port: '0', allowHost: ['a:1'] }, environment)).toEqual({
      address: '127.0.0.2',
      port: 0,
      allowedHosts: ['a:1'],
    });
  });

  test.each(['http', '70000', '-1', '1.5'])('is no port %s', (port) => {
    expect(() => serviceAddress({ port }, {})).toThrow('--port takes a number');
  });

  test.each(['http://a', 'a/b', '*', 'a b'])('is not called %s', (host) => {
    expect(() => serviceAddress({}, { RECOLLECT_ALLOWED_HOSTS: host })).toThrow('is no host');
  });
});

test('settings of older set-ups are taken, with a sentence that says why they change nothing', () => {
  expect(outdatedSettings({})).toEqual([]);
  expect(outdatedSettings({ CHUNK_SIZE: '' })).toEqual([]);
  expect(outdatedSettings({ CHUNK_SIZE: '50' })).toEqual([
    expect.stringMatching(/^CHUNK_SIZE=50 changes nothing: .*memory does not depend/),
  ]);
});
