import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rendererFile, SECURITY_HEADERS } from '../../../../../electron/main/desktop/renderer-files.ts';

const ROOT = resolve('/app/dist/renderer');

describe('files of the window', () => {
  test.each([
    ['app://recollect/', 'index.html', 'text/html; charset=utf-8'],
    ['app://recollect/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['app://recollect/assets/main.js?v=1#x', join('assets', 'main.js'), 'text/javascript; charset=utf-8'],
    ['app://recollect/assets/a%20b.css', join('assets', 'a b.css'), 'text/css; charset=utf-8'],
  ])('%s is %s', (url, name, contentType) => {
    expect(rendererFile(ROOT, url)).toEqual({ path: join(ROOT, name), contentType });
  });

  test.each([
    ['another host', 'app://elsewhere/index.html'],
    ['another scheme', 'https://recollect/index.html'],
    ['a way out with backslashes', 'app://recollect/..%5c..%5csecret.js'],
    ['a way out by encoded slashes', 'app://recollect/..%2f..%2fsecret.js'],
    ['a NUL', 'app://recollect/index.html%00.js'],
    ['a broken escape', 'app://recollect/%E0%A4%A.js'],
    ['a kind of file that is not sent', 'app://recollect/main.js.map'],
    ['a folder', 'app://recollect/assets'],
    ['no URL at all', 'not a url'],
  ])('%s is not served', (_what, url) => {
    expect(rendererFile(ROOT, url)).toBeNull();
  });

  test('no URL leads out of the folder', () => {
    const segment = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '//', '\\'), fc.webSegment());
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const file = rendererFile(ROOT, `app://recollect/${segments.join('/')}.js`);
        expect(file === null || file.path.startsWith(ROOT + sep)).toBe(true);
      }),
    );
  });

  test('are sent with a policy that lets them load nothing but themselves', () => {
    const policy = SECURITY_HEADERS['Content-Security-Policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });
});
