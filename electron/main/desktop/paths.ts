/**
 * Where the parts of the desktop app lie: bundles in dist/, resources beside it, or where packaging puts them.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import type { ChildRole } from '../../shared/child-process.ts';

/** Paths of the app's own files. */
export interface AppPaths {
  readonly entries: Readonly<Record<ChildRole, string>>;
  readonly libraryThread: URL;
  readonly preload: string;
  readonly renderer: string;
  readonly icons: string;
  readonly models: string;
  readonly sample: string;
}

/** The paths of this app. */
export function appPaths(): AppPaths {
  const root = app.getAppPath();
  const bundles = join(root, 'dist');
  // A model is read as a file by native code: it lies outside of the archive.
  const resources = app.isPackaged ? process.resourcesPath : join(root, 'resources');
  return {
    entries: {
      reader: join(bundles, 'utility', 'reader.js'),
      embedder: join(bundles, 'utility', 'embedder.js'),
      copier: join(bundles, 'utility', 'copier.js'),
    },
    libraryThread: pathToFileURL(join(bundles, 'main', 'library-thread.js')),
    preload: join(bundles, 'preload', 'index.cjs'),
    renderer: join(bundles, 'renderer'),
    icons: join(resources, 'icons'),
    models: join(resources, 'models'),
    sample: join(resources, 'sample'),
  };
}
