import { describe, expect, test } from 'vitest';
import {
  exposesKey,
  isOwnMachine,
  parseServerUrl,
  parseServerUrls,
} from '../../../../../electron/main/qdrant/qdrant-options.ts';

describe('the address of a server', () => {
  test.each([
    ['http://127.0.0.1:6333', { https: false, host: '127.0.0.1', port: 6333, prefix: '' }],
    ['https://cloud.example', { https: true, host: 'cloud.example', port: 6333, prefix: '' }],
    ['https://cloud.example:443/', { https: true, host: 'cloud.example', port: 443, prefix: '' }],
    ['http://proxy.example:80/qdrant/', { https: false, host: 'proxy.example', port: 80, prefix: '/qdrant' }],
  ])('%s is taken apart', (url, address) => {
    expect(parseServerUrl(url)).toEqual(address);
  });

  test.each(['', 'qdrant', 'ftp://a.example', 'http://name:word@a.example'])('%s is refused', (url) => {
    expect(() => parseServerUrl(url)).toThrow(/address/);
  });

  test('says whether anything leaves the machine', () => {
    expect(isOwnMachine('http://localhost:6333')).toBe(true);
    expect(isOwnMachine('http://[::1]:6333')).toBe(true);
    expect(isOwnMachine('http://192.168.1.7:6333')).toBe(false);
    expect(isOwnMachine('http://localhost:6333,http://192.168.1.7:6333')).toBe(false);
  });

  test('may be several, of the nodes of a cluster', () => {
    expect(parseServerUrls('http://a.example, http://b.example:7333,')).toEqual([
      'http://a.example',
      'http://b.example:7333',
    ]);
    expect(() => parseServerUrls('http://a.example,b')).toThrow(/address/);
    expect(() => parseServerUrls(' , ')).toThrow(/address/);
  });

  test('says whether a key would travel in the open', () => {
    const apiKey = 'key';
    expect(exposesKey({ url: 'http://a.example', apiKey })).toBe(true);
    expect(exposesKey({ url: 'https://a.example,http://b.example', apiKey })).toBe(true);
    expect(exposesKey({ url: 'https://a.example', apiKey })).toBe(false);
    expect(exposesKey({ url: 'http://localhost:6333', apiKey })).toBe(false);
    expect(exposesKey({ url: 'http://a.example' })).toBe(false);
  });
});
