/**
 * Bundles the desktop app into dist/: main, the library's thread, the child processes, the preload and the window.
 *
 *   node scripts/build.mjs [--release]     --release leaves out what only tests use
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Native packages, and what the runtime brings: left as they are. */
const external = ['electron', 'onnxruntime-node'];

/** Packages that are CommonJS call `require`, which a bundle of modules doesn't have. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Builds everything. `release` leaves out what only tests use. */
export async function buildApp({ release }) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    // The oldest runtime that the end-to-end tests run on; a newer target makes nothing faster.
    target: 'node20.18',
    external,
    sourcemap: !release,
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.RECOLLECT_BUILD': JSON.stringify(release ? 'release' : 'development') },
  };
  const modules = { ...common, format: 'esm', banner: { js: requireBanner } };
  await rm(join(root, 'dist', 'main'), { recursive: true, force: true });
  await Promise.all([
    build({
      ...modules,
      // What is imported when it is first wanted is a file of its own.
      splitting: true,
      outdir: 'dist/main',
      entryPoints: {
        index: 'electron/main/index.ts',
        'library-thread': 'electron/main/library/library-thread.ts',
      },
    }),
    build({
      ...modules,
      outdir: 'dist/utility',
      entryPoints: {
        reader: 'electron/utility/reader/index.ts',
        embedder: 'electron/utility/embedder/index.ts',
        copier: 'electron/utility/copier/index.ts',
      },
    }),
    // A sandboxed preload is one CommonJS file.
    build({
      ...common,
      format: 'cjs',
      minify: true,
      outfile: 'dist/preload/index.cjs',
      entryPoints: ['electron/preload/index.ts'],
    }),
    // Apart, since vite's build sets NODE_ENV for whoever calls it.
    promisify(execFile)(process.execPath, [join(root, 'scripts', 'build-renderer.mjs')]),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildApp({ release: process.argv.includes('--release') });
}
