/**
 * What is to be looked at on the disk: whole sources, or single paths of them. However often the same is asked for,
 * it is looked at once.
 */

/** A look to take. `paths` null: the whole source. */
export interface Look {
  readonly source: number;
  readonly paths: readonly string[] | null;
  /** Files that failed are to be tried again, changed or not. */
  readonly retryFailed: boolean;
}

/** So many changed paths are looked at one by one; for more the whole source is walked. */
const PATHS_AT_MOST = 2_000;

interface Wanted {
  paths: Set<string> | null;
  retryFailed: boolean;
}

/** Keeps looks in the order in which their sources were first asked for. */
export class LookQueue {
  private readonly wanted = new Map<number, Wanted>();

  get size(): number {
    return this.wanted.size;
  }

  /** Asks for a whole source. */
  whole(source: number, retryFailed = false): void {
    const before = this.wanted.get(source);
    this.wanted.set(source, { paths: null, retryFailed: retryFailed || before?.retryFailed === true });
  }

  /** Asks for paths of a source. */
  paths(source: number, paths: readonly string[]): void {
    const wanted = this.wanted.get(source) ?? { paths: new Set<string>(), retryFailed: false };
    for (const path of paths) wanted.paths?.add(path);
    if (wanted.paths && wanted.paths.size > PATHS_AT_MOST) wanted.paths = null;
    this.wanted.set(source, wanted);
  }

  /** The next look, which is then no longer wanted. */
  take(): Look | undefined {
    const [first] = this.wanted;
    if (!first) return undefined;
    const [source, { paths, retryFailed }] = first;
    this.wanted.delete(source);
    return { source, paths: paths ? [...paths] : null, retryFailed };
  }

  /** Forgets what was asked of a source. */
  forget(source: number): void {
    this.wanted.delete(source);
  }
}
