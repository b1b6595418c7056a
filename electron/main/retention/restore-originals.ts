/**
 * Restores original files from their copies, into a folder.
 */
import { toFailure, RecollectError, type Failure } from '../../shared/errors.ts';
import type { LibraryReader } from '../library/library.ts';
import type { CopierClient } from './copier-client.ts';
import { restoredPath } from './restored-path.ts';

/** Copies that are asked of the library at once. */
const PAGE = 64;

/** What to restore with, and where. */
export interface RestoreParts {
  readonly library: Pick<LibraryReader, 'read'>;
  readonly copier: Pick<CopierClient, 'restore' | 'stop'>;
  /** The folder of all copies. */
  readonly folder: string;
  /** Where files go, in folders as they had. */
  readonly to: string;
}

/** What was restored. */
export interface RestoreReport {
  readonly to: string;
  readonly files: readonly { readonly path: string; readonly restoredTo: string; readonly bytes: number }[];
  readonly failed: readonly (Failure & { readonly path: string })[];
}

/**
 * Restores the files with these paths, or all that there are copies of. One that can't be restored costs only itself.
 *
 * @throws RecollectError `cancelled`, `disk-full`.
 */
export async function restoreOriginals(
  { library, copier, folder, to }: RestoreParts,
  paths: readonly string[] | null,
  signal: AbortSignal,
): Promise<RestoreReport> {
  const files: RestoreReport['files'][number][] = [];
  const failed: RestoreReport['failed'][number][] = [];
  try {
    for (let after = 0; ;) {
      const { copies, last } = await library.read.keptCopies(paths, after, PAGE);
      for (const { path, size, modifiedAt, earlier, segments } of copies) {
        if (signal.aborted)
          throw new RecollectError('cancelled', 'Restoring was stopped. What was restored stays.');
        const restoredTo = restoredPath(to, path, earlier);
        try {
          await copier.restore({ folder, segments, to: restoredTo, modifiedAt });
          files.push({ path, restoredTo, bytes: size });
        } catch (error) {
          const failure = toFailure(error);
          if (failure.code === 'disk-full' || failure.code === 'cancelled') throw error;
          failed.push({ path, ...failure });
        }
      }
      if (last === null) return { to, files, failed };
      after = last;
    }
  } finally {
    copier.stop();
  }
}
