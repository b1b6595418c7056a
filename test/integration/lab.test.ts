import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const lab = fileURLToPath(new URL('../../bench/lab/main.ts', import.meta.url));

/** Runs the laboratory's short form; it fails where a relation that must hold does not. */
test('what ships is flat and has the lowest peak of those that finish; the importer as it was grows', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [lab, '--quick']);
  expect(stdout).toMatch(/^as-it-was .*$/m);
  expect(stdout).toMatch(/^shipped +finished .*$/m);
  expect(stdout, 'four files, no restart, none lost or doubled').toMatch(
    /^voyage +finished +4 .* 0 +0 +0 .*$/m,
  );
}, 400_000);
