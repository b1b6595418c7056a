/**
 * Keeps compressed copies of original files in the data folder: of each file that was read, when it has not been
 * written for a while. One file after the other, in a process of the lowest priority, and only while nothing is read.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppSettings } from '../../shared/contract/settings.ts';
import { toFailure, type Failure } from '../../shared/errors.ts';
import { isFatal } from '../../shared/fatal-errors.ts';
import type { WantedCopy } from '../library/copy-store.ts';
import type { Library } from '../library/library.ts';
import type { CopierClient } from './copier-client.ts';
import { copiedFormats, NEVER_COPIED } from './kept-originals.ts';

/** A file that was written within this time is left for later: one that grows is not copied with every line. In ms. */
const QUIET_MS = 60_000;

/** Files that are asked of the library at once. */
const PAGE = 64;

/** How often it is looked whether reading has ended, in ms. */
const BUSY_MS = 1_000;

/** What a keeper works with. */
export interface OriginalKeeperParts {
  readonly library: Pick<Library, 'read' | 'write'>;
  readonly copier: Pick<CopierClient, 'keep' | 'stop'>;
  /** The folder of all copies. */
  readonly folder: string;
  readonly setting: () => AppSettings['keepOriginals'];
  readonly now: () => number;
  /** Hears of what went wrong and harms nobody. */
  readonly report: (what: string, error: unknown) => void;
}

/** Keeps copies until it is closed. */
export class OriginalKeeper {
  /** Why no copies can be made; null while they can. */
  failure: Failure | null = null;
  private readonly parts: OriginalKeeperParts;
  /** Files that could not be copied, by the version that they had: they are not tried again before they change. */
  private readonly failed = new Map<number, string>();
  private pass: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private again = false;
  private tidied = false;
  private readonly closing = new AbortController();

  constructor(parts: OriginalKeeperParts) {
    this.parts = parts;
  }

  /** Something may have been read: copies what has been quiet by then, soon. `busy`: whether anything is being read. */
  want(busy: () => boolean): void {
    if (this.closing.signal.aborted) return;
    // What was written since the timer began may not be quiet yet when it ends.
    this.again = this.timer !== undefined || this.pass !== undefined;
    if (this.again) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const quietSince = (): number => this.parts.now() - QUIET_MS;
      this.pass = this.copyAll(quietSince, busy, this.closing.signal)
        .catch((error: unknown) => {
          if (this.closing.signal.aborted) return;
          this.parts.report('keeping copies of original files', error);
          this.again = true;
        })
        .finally(() => {
          this.pass = undefined;
          if (this.again) this.want(busy);
        });
    }, QUIET_MS);
    this.timer.unref();
  }

  /** Copies all that is wanted, however lately it was written. Resolves when that is done. @throws as `copyAll`. */
  async copyNow(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.closing.signal]);
    const stop = (): void => this.parts.copier.stop();
    either.addEventListener('abort', stop, { once: true });
    try {
      await this.copyAll(
        () => Infinity,
        () => false,
        either,
      );
    } finally {
      either.removeEventListener('abort', stop);
    }
  }

  /** Copies are needed no more: removes them with the next that are made, soon. */
  wantTidying(busy: () => boolean): void {
    this.tidied = false;
    this.want(busy);
  }

  /** Removes copies that are needed no more, now. */
  tidyNow(): Promise<void> {
    return this.tidy();
  }

  /** Ends what runs; what was not finished is copied the next time. */
  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    this.parts.copier.stop();
    await this.pass;
  }

  /** Removes files that no copy is made of: of files that the library was told to forget, or left by a kill. */
  private async tidy(): Promise<void> {
    this.tidied = true;
    const { folder, library } = this.parts;
    for (const below of await readdir(folder).catch(() => [])) {
      const names = await readdir(join(folder, below)).catch(() => []);
      const unknown = await library.read.unknownCopyNames(names.map((name) => `${below}/${name}`));
      await this.remove(unknown);
    }
  }

  /** @throws RecollectError `disk-full` and the like, which `failure` then says as well. */
  private async copyAll(quietSince: () => number, busy: () => boolean, signal: AbortSignal): Promise<void> {
    const { library, copier, setting } = this.parts;
    try {
      if (!this.tidied) await this.tidy();
      for (let after = 0; ;) {
        const formats = copiedFormats(setting());
        if (formats?.length === 0) break;
        const wanted = { formats, except: NEVER_COPIED, quietSince: quietSince() };
        const page = await library.read.wantedCopies(wanted, after, PAGE);
        for (const file of page) {
          while (busy()) await sleep(BUSY_MS, undefined, { signal, ref: false });
          signal.throwIfAborted();
          await this.copy(file);
        }
        const last = page.at(-1);
        if (!last) break;
        after = last.file;
      }
      this.failure = null;
    } catch (error) {
      if (!signal.aborted) this.failure = toFailure(error);
      throw error;
    } finally {
      copier.stop();
    }
  }

  /** Copies one file. One that can't be copied costs only itself. */
  private async copy({ file, path, version, copy }: WantedCopy): Promise<void> {
    const { library, copier, folder, report } = this.parts;
    const attempt = `${version.size} ${version.modifiedAt}`;
    if (this.failed.get(file) === attempt) return;
    try {
      // What it held before it became shorter is worth keeping: the vendor may be deleting it.
      const goesOn = copy !== null && copy.size <= version.size;
      const id = goesOn ? copy.id : await library.write.beginCopy(file);
      const known = goesOn ? await library.read.copySegments(id) : [];
      const kept = await copier.keep({ path, folder, copy: id, known });
      await this.remove(await library.write.storeCopy(id, version, kept));
    } catch (error) {
      const { code } = toFailure(error);
      if (isFatal(code)) throw error;
      this.failed.set(file, attempt);
      if (code !== 'file-vanished') report(`copying ${path}`, error);
    }
  }

  private async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.parts.folder, name), { force: true });
  }
}
