import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

/** What `scripts/build.mjs --release` replaces in the source. */
const RELEASE = { 'process.env.RECOLLECT_BUILD': '"release"' };
const entry = fileURLToPath(new URL('../../electron/utility/embedder/index.ts', import.meta.url));

/** The embedder's entry file and everything that it loads, in one text. */
async function bundle(define: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    outdir: 'out',
    write: false,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node'],
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
    const text = await bundle(RELEASE);
    expect(text.includes('enableMemPattern')).toBe(true);
    expect(TRACES.filter((trace) => text.includes(trace))).toEqual([]);
  });

  test('differs in that from one of a checkout', async () => {
    const text = await bundle({});
    expect(TRACES.filter((trace) => text.includes(trace))).toEqual(TRACES);
  });
});
