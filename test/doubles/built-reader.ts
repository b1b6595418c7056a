/**
 * The reader process as it ships: one file, without types. Node's own removal of types would hold some 30 MB in the
 * process that is measured.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../../electron/utility/reader/index.ts', import.meta.url));

/** Builds the reader into `outfile`, whose name ends with `.mjs`. */
export async function buildReader(outfile: string): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}
