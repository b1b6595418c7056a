/**
 * Finds the files of a source that may hold conversations, with their sizes and times.
 */
import type { Stats } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { toFailure, RecollectError, type ErrorCode, type Failure } from '../../shared/errors.ts';
import type { ScannedFile } from '../library/file-store.ts';

/** What a scan found, and what it could not look at. */
export interface Scan {
  readonly files: readonly ScannedFile[];
  readonly failures: readonly (Failure & { readonly path: string })[];
}

/** Files in folders are tried when they are named like this; a file that is named by itself is always tried. */
const EXTENSIONS = new Set(['.jsonl', '.md', '.markdown', '.txt']);

const NOT_ENTERED = new Set(['node_modules', '.git']);

/** Whether a file in a folder is tried, going by its name. */
export function isNamedLikeHistory(path: string): boolean {
  return EXTENSIONS.has(extname(path).toLowerCase());
}

/** Whether a folder of this name is left alone. */
export function isLeftAlone(name: string): boolean {
  return NOT_ENTERED.has(name);
}

/** Files looked at side by side. */
const CONCURRENCY = 64;

const systemErrors: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['ENOENT', ['file-vanished', 'There is nothing at this path.']],
  ['EACCES', ['file-not-permitted', 'Reading it is not permitted. Change its permissions and retry.']],
  ['EPERM', ['file-not-permitted', 'Reading it is not permitted. Change its permissions and retry.']],
  ['ELOOP', ['symlink-loop', 'The link leads back to itself.']],
] as const);

/** Walks a folder, or looks at a file. Never rejects for what lies below `path`: that is in `failures`. */
export async function scan(path: string, signal: AbortSignal): Promise<Scan> {
  const walk = new Walk(signal);
  await walk.start(resolve(path));
  return walk;
}

class Walk implements Scan {
  readonly files: ScannedFile[] = [];
  readonly failures: (Failure & { path: string })[] = [];
  private readonly visited = new Set<string>();
  private readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  async start(path: string): Promise<void> {
    const stats = await this.look(path);
    if (stats?.isDirectory() === true) await this.folder(path);
    else if (stats?.isFile() === true) this.file(path, stats);
  }

  private async folder(path: string): Promise<void> {
    this.signal.throwIfAborted();
    const names: string[] = [];
    try {
      const real = await realpath(path);
      // A link to a folder that was walked already, or is being walked.
      if (this.visited.has(real)) return;
      this.visited.add(real);
      for await (const entry of await opendir(path)) {
        if (entry.isFile() && !isNamedLikeHistory(entry.name)) continue;
        if (isLeftAlone(entry.name)) continue;
        names.push(entry.name);
      }
    } catch (error) {
      this.fail(path, error);
    }
    // The order that the disk gives differs between machines.
    names.sort();
    for (let index = 0; index < names.length; index += CONCURRENCY) {
      const group = names.slice(index, index + CONCURRENCY).map((name) => join(path, name));
      const found = await Promise.all(group.map(async (below) => [below, await this.look(below)] as const));
      for (const [below, stats] of found) {
        if (stats?.isDirectory() === true) await this.folder(below);
        else if (stats?.isFile() === true && isNamedLikeHistory(below)) this.file(below, stats);
      }
    }
  }

  private file(path: string, stats: Stats): void {
    this.files.push({ path, size: stats.size, modifiedAt: stats.mtimeMs });
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
