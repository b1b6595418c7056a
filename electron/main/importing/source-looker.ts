/**
 * Looks at sources: compares what is on the disk with what the library knows of it, all of a source or single paths.
 */
import type { Failure } from '../../shared/errors.ts';
import type { ScannedFile } from '../library/file-store.ts';
import type { KeptSource, SourceLook } from '../library/source-store.ts';
import type { Scan } from '../sources/scan.ts';
import type { Look } from './look-queue.ts';

/** A path that could not be looked at, and why. */
export type UnreadablePath = Failure & { readonly path: string };

/** What a looker works with. */
export interface SourceLookerParts {
  readonly scan: (path: string, signal: AbortSignal) => Promise<Scan>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Takes over what a look found; resolves with how many files wait because of it. */
  readonly reconcile: (source: number, look: SourceLook) => Promise<number>;
  /** All of a source was looked at. `present`: it was there. */
  readonly walked: (source: number, present: boolean, tookMs: number) => void;
  readonly now: () => number;
}

/** Looks at sources, and knows what of each could not be looked at the last time. */
export class SourceLooker {
  private readonly parts: SourceLookerParts;
  private readonly unreadable = new Map<number, readonly UnreadablePath[]>();

  constructor(parts: SourceLookerParts) {
    this.parts = parts;
  }

  /** Folders and files that the last walk of each source could not look at. */
  unreadablePaths(): UnreadablePath[] {
    return [...this.unreadable.values()].flat();
  }

  /** The source is no longer kept. */
  forget(source: number): void {
    this.unreadable.delete(source);
  }

  /** Looks at a source, and resolves with how many files wait because of it. */
  look(source: KeptSource, { paths, retryFailed }: Look, signal: AbortSignal): Promise<number> {
    return paths ? this.lookAtPaths(source, paths, signal) : this.walk(source, retryFailed, signal);
  }

  private async walk({ id, path }: KeptSource, retryFailed: boolean, signal: AbortSignal): Promise<number> {
    const { scan, exists, reconcile, walked, now } = this.parts;
    const started = now();
    const present = await exists(path);
    const { files, failures } = present ? await scan(path, signal) : { files: [], failures: [] };
    // A drive that was unplugged leaves nothing, or the empty folder that it was mounted on: its files are not gone.
    const away = !present || failures.some((failure) => failure.path === path) || files.length === 0;
    const refused = failures.filter(({ code }) => code !== 'file-vanished');
    this.unreadable.set(id, refused);
    walked(id, present, now() - started);
    if (away) return 0;
    const unreadable = refused.map((failure) => failure.path);
    return reconcile(id, { found: files, unreadable, gone: null, retryFailed });
  }

  private async lookAtPaths(
    source: KeptSource,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<number> {
    const { scan, exists, reconcile } = this.parts;
    const found: ScannedFile[] = [];
    const gone: string[] = [];
    for (const path of paths) {
      const { files, failures } = await scan(path, signal);
      found.push(...files);
      if (failures.some((failure) => failure.path === path && failure.code === 'file-vanished'))
        gone.push(path);
    }
    // The whole source went, not these files: the next walk says what that means.
    if (gone.length > 0 && !(await exists(source.path))) gone.length = 0;
    return reconcile(source.id, { found, unreadable: [], gone, retryFailed: false });
  }
}
