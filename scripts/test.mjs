/**
 * Everything that CI runs: format, lint, types, unused code, tests. One closing line with counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const only = process.argv.slice(2);

/** The checks that aren't tests, each with what it runs. */
const checks = [
  ['types', ['typescript/bin/tsc', '-b']],
  ['format', ['prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']],
  ['lint', ['eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  ['unused code', ['knip/bin/knip.js']],
];

let passed = 0;
let failed = 0;
for (const [name, [script, ...args]] of only.length === 0 ? checks : []) {
  process.stdout.write(`> ${name}\n`);
  if (run(script, args) === 0) passed += 1;
  else failed += 1;
}

const folder = mkdtempSync(join(tmpdir(), 'recollect-test-'));
const report = join(folder, 'report.json');
const status = run('vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...only,
]);
let skipped = 0;
try {
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  skipped += counts.numPendingTests + (counts.numTodoTests ?? 0);
} catch (error) {
  process.stderr.write(`vitest left no report: ${error.message}\n`);
}
rmSync(folder, { recursive: true, force: true });
// A test file that could not be loaded fails the run without failing a test.
if (status !== 0 && failed === 0) failed += 1;

process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function run(script, args) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return result.status ?? 1;
}
