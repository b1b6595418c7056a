import { sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecollectError } from '../../../../electron/shared/errors.ts';
import { uploadPlace } from '../../../../headless/web/upload-path.ts';

test('an upload goes below its batch', () => {
  const place = uploadPlace('/data/uploads', '/uploads/0123abcd/projects/my%20api/a.jsonl');
  expect(place.file.split(sep).slice(-5)).toEqual(['uploads', '0123abcd', 'projects', 'my api', 'a.jsonl']);
});

test('whatever a browser names, nothing leaves the folder of uploads', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      '%2e%2e',
      '..%2f',
      '%5c..',
      'C:',
      '%00',
      'con',
      'a',
      'b.jsonl',
      '%zz',
      '/',
      '\\',
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      try {
        const { file } = uploadPlace('/data/uploads', `/uploads/${pieces.join('/')}`);
        expect(file.startsWith(`${sep}data${sep}uploads${sep}`)).toBe(true);
        expect(file.split(sep)).not.toContain('..');
      } catch (error) {
        expect(error).toBeInstanceOf(RecollectError);
      }
    }),
    { numRuns: 2_000 },
  );
});
