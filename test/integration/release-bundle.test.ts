import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

/** What `scripts/build.mjs --release` replaces in the source. */
const RELEASE = { 'process.env.RECOLLECT_BUILD': '"release"' };
const electron = fileURLToPath(new URL('../../electron/', import.meta.url));

/** An entry file and everything that it loads, in one text. */
async function bundle(
  entry: 'utility/embedder/index.ts' | 'main/index.ts',
  define: Record<string, string>,
): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${electron}${entry}`],
    bundle: true,
    splitting: true,
    outdir: 'out',
    write: false,
    platform: 'node',
    format: 'esm',
    external: ['electron', 'onnxruntime-node'],
    define,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** What only the file of the hooks says. */
const TRACES = [
  'balloon',
  'never-ready',
  'wrong-generation',
  'RECOLLECT_MISBEHAVIOUR',
  'RECOLLECT_TEST_HOOKS',
];

describe('the embedder of a release', () => {
  test('has no test hooks in it', async () => {
    const text = await bundle('utility/embedder/index.ts', RELEASE);
    expect(text.includes('enableMemPattern')).toBe(true);
    expect(TRACES.filter((trace) => text.includes(trace))).toEqual([]);
  });

  test('differs in that from one of a checkout', async () => {
    const text = await bundle('utility/embedder/index.ts', {});
    expect(TRACES.filter((trace) => text.includes(trace))).toEqual(TRACES);
  });
});

describe('the desktop app of a release', () => {
  const PASSED_ON = ['RECOLLECT_TEST_HOOKS', 'RECOLLECT_MISBEHAVIOUR'];

  test('passes no test hooks on', async () => {
    const text = await bundle('main/index.ts', RELEASE);
    expect(text.includes('serviceName')).toBe(true);
    expect(PASSED_ON.filter((name) => text.includes(name))).toEqual([]);
  });

  test('differs in that from one of a checkout', async () => {
    const text = await bundle('main/index.ts', {});
    expect(PASSED_ON.filter((name) => text.includes(name))).toEqual(PASSED_ON);
  });
});
