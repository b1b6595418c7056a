/**
 * Finds the files of a source that may hold conversations, with their sizes and times.
 */
import type { Stats } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { toFailure, RecollectError, type ErrorCode, type Failure } from '../../shared/errors.ts';
import { logOf, versionOf } from '../../shared/file-version.ts';
import { includeOf } from './discover.ts';
import { includeByName, type Include } from './include.ts';
import type { ScannedFile } from '../library/file-store.ts';

/** What a scan found, and what it could not look at. */
export interface Scan {
  readonly files: readonly ScannedFile[];
  readonly failures: readonly (Failure & { readonly path: string })[];
}

/** Whether a file in a folder that people add is tried, going by its name. */
export function isNamedLikeHistory(path: string): boolean {
  return includeByName.takes(resolve(path).split(sep));
}

/** Files looked at side by side. */
const CONCURRENCY = 64;

const systemErrors: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['ENOENT', ['file-vanished', 'There is nothing at this path.']],
  ['EACCES', ['file-not-permitted', 'Reading it is not permitted. Change its permissions and retry.']],
  ['EPERM', ['file-not-permitted', 'Reading it is not permitted. Change its permissions and retry.']],
  ['ELOOP', ['symlink-loop', 'The link leads back to itself.']],
] as const);

/**
 * Walks a folder, or looks at a file, which is always taken. Never rejects for what lies below `path`: that is in
 * `failures`.
 */
export async function scan(
  path: string,
  signal: AbortSignal,
  include: Include = includeOf(path),
): Promise<Scan> {
  const walk = new Walk(signal, include);
  await walk.start(resolve(path));
  return walk;
}

class Walk implements Scan {
  readonly files: ScannedFile[] = [];
  readonly failures: (Failure & { path: string })[] = [];
  private readonly visited = new Set<string>();
  private readonly signal: AbortSignal;
  private readonly include: Include;

  constructor(signal: AbortSignal, include: Include) {
    this.signal = signal;
    this.include = include;
  }

  async start(path: string): Promise<void> {
    const stats = await this.look(path);
    if (stats?.isDirectory() === true) await this.folder(path, []);
    else if (stats?.isFile() === true) await this.file(path, stats);
  }

  /** `below` are the names from the source to this folder. */
  private async folder(path: string, below: readonly string[]): Promise<void> {
    this.signal.throwIfAborted();
    const names: string[] = [];
    try {
      const real = await realpath(path);
      // A link to a folder that was walked already, or is being walked.
      if (this.visited.has(real)) return;
      this.visited.add(real);
      for await (const entry of await opendir(path)) {
        const inside = [...below, entry.name];
        if (entry.isFile() ? !this.include.takes(inside) : !this.wants(inside)) continue;
        names.push(entry.name);
      }
    } catch (error) {
      this.fail(path, error);
    }
    // The order that the disk gives differs between machines.
    names.sort();
    for (let index = 0; index < names.length; index += CONCURRENCY) {
      const group = names.slice(index, index + CONCURRENCY);
      const found = await Promise.all(
        group.map(async (name) => [name, await this.look(join(path, name))] as const),
      );
      for (const [name, stats] of found) {
        const inside = [...below, name];
        if (stats?.isDirectory() === true) {
          if (this.include.enters(inside)) await this.folder(join(path, name), inside);
        } else if (stats?.isFile() === true && this.include.takes(inside)) {
          await this.file(join(path, name), stats);
        }
      }
    }
  }

  /** What isn't a file may be a folder, or a link to either. */
  private wants(inside: readonly string[]): boolean {
    return this.include.enters(inside) || this.include.takes(inside);
  }

  private async file(path: string, stats: Stats): Promise<void> {
    const log = logOf(path);
    // A database that nobody writes has no log.
    const logStats = log === null ? null : await stat(log).catch(() => null);
    this.files.push({ path, ...versionOf(stats, logStats) });
  }

  private async look(path: string): Promise<Stats | null> {
    try {
      return await stat(path);
    } catch (error) {
      this.fail(path, error);
      return null;
    }
  }

  private fail(path: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const known = systemErrors.get(code);
    this.failures.push({ path, ...(known ? new RecollectError(...known).toFailure() : toFailure(error)) });
  }
}
