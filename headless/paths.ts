/**
 * Where the parts of the program lie, in a checkout.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_MODEL } from '../electron/main/embedding/model-folders.ts';
import type { ChildRole } from '../electron/shared/child-process.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Entry files of the child processes. */
export const childEntries: Readonly<Record<ChildRole, string>> = {
  reader: at('../electron/utility/reader/index.ts'),
  embedder: at('../electron/utility/embedder/index.ts'),
  copier: at('../electron/utility/copier/index.ts'),
};

/** Entry file of the library's threads. */
export const libraryThread = new URL('../electron/main/library/library-thread.ts', import.meta.url);

/** The bundled models. */
export const modelsFolder = at('../resources/models');

/** The bundled model that is used unless another is chosen. */
export const modelFolder = join(modelsFolder, DEFAULT_MODEL);

/** The bundled sample histories. */
export const sampleFolder = at('../resources/sample');

/** The window's built files. */
export const rendererFolder = at('../dist/renderer');

/** Builds them, in a checkout; a packaged program has them. */
export const buildScript = at('../scripts/build-renderer.mjs');

/** This version of the program. */
export const programVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(at('../package.json'), 'utf8'))).version;

/** Entry file of the command line. */
export const mainFile = at('./main.ts');
