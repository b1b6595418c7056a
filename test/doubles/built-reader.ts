/**
 * The reader process as it ships: one file, without types. Node's own removal of types would hold some 30 MB in the
 * process that is measured.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { TemporaryFolder } from './reader.ts';

const ENTRY = fileURLToPath(new URL('../../electron/utility/reader/index.ts', import.meta.url));

/** The reader, built into a folder of its own. */
export class BuiltReader implements AsyncDisposable {
  /** Its one file. */
  readonly entry: string;
  private readonly folder: TemporaryFolder;

  static async create(): Promise<BuiltReader> {
    const reader = new BuiltReader(await TemporaryFolder.create());
    await build({
      entryPoints: [ENTRY],
      outfile: reader.entry,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'warning',
    });
    return reader;
  }

  private constructor(folder: TemporaryFolder) {
    this.folder = folder;
    this.entry = join(folder.path, 'reader.mjs');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.folder[Symbol.asyncDispose]();
  }
}
