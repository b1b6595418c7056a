import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harmless } from '../../../../electron/shared/harmless.ts';
import { copiedPath } from '../../../../renderer/format/copied-path.ts';

describe('a path that is copied', () => {
  test.each(['/home/ana/My notes (1)/über $x.md', "C:\\Users\\Ana\\it's", '/tmp/日本語/😀', ''])(
    'stays %j exactly',
    (path) => expect(copiedPath(path)).toBe(path),
  );

  test.each([
    ['/tmp/a\nrm -rf ~', "$'/tmp/a\\u000arm -rf ~'"],
    ["/tmp/\u001b[31mit's\\", "$'/tmp/\\u001b[31mit\\'s\\\\'"],
    ['/tmp/\u202etxt.exe', "$'/tmp/\\u202etxt.exe'"],
  ])('%j is quoted as %j', (path, copied) => expect(copiedPath(path)).toBe(copied));

  test('is on one line and has nothing in it that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const copied = copiedPath(path);
        expect(harmless(copied)).toBe(copied);
        expect(copied).not.toMatch(/[\t\n\u2028\u2029]/);
      }),
    );
  });

  test('means the same path again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '\\', '\n', '\t', '\u001b', 'u', '0', 'a') }),
        (path) => {
          const copied = copiedPath(path);
          const quoted = /^\$'(.*)'$/.exec(copied)?.[1];
          const meant = quoted?.replace(
            /\\(?:u([0-9a-f]{4})|(.))/g,
            (_, code: string | undefined, plain: string) =>
              code === undefined ? plain : String.fromCodePoint(parseInt(code, 16)),
          );
          expect(meant ?? copied).toBe(path);
        },
      ),
    );
  });
});
