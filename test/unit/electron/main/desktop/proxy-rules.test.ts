import { describe, expect, test } from 'vitest';
import { proxyRulesOf } from '../../../../../electron/main/desktop/proxy-rules.ts';

describe('the proxy that the environment names', () => {
  test('is none where nothing says so, or where it is no address', () => {
    expect(proxyRulesOf({})).toBeNull();
    expect(proxyRulesOf({ HTTPS_PROXY: '', NO_PROXY: '*' })).toBeNull();
    expect(proxyRulesOf({ HTTPS_PROXY: 'not an address', HTTP_PROXY: 'file:///etc' })).toBeNull();
  });

  test('is said for each kind of address, in capitals or not', () => {
    expect(proxyRulesOf({ HTTPS_PROXY: 'http://proxy.example.com:3128' })?.proxyRules).toBe(
      'https=http://proxy.example.com:3128',
    );
    expect(
      proxyRulesOf({ https_proxy: 'proxy:3128', http_proxy: 'socks5://10.0.0.1:1080' })?.proxyRules,
    ).toBe('https=http://proxy:3128;http=socks5://10.0.0.1:1080');
  });

  test('is named without the password that its address holds', () => {
    expect(proxyRulesOf({ HTTPS_PROXY: 'http://mara:tomatoes77@proxy:3128' })?.proxyRules).toBe(
      'https=http://proxy:3128',
    );
  });

  test('is passed by for hosts with all below them, for networks and for everything', () => {
    const bypass = (given: string) =>
      proxyRulesOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: given })?.proxyBypassRules;
    expect(bypass('example.com, .corp.example ,*.inner.example:8080')).toBe(
      'example.com,.example.com,corp.example,.corp.example,inner.example:8080,.inner.example:8080',
    );
    expect(bypass('10.0.0.0/8,127.0.0.1,wiki,[::1]')).toBe('10.0.0.0/8,127.0.0.1,wiki,[::1]');
    expect(bypass('*')).toBe('*');
  });
});
