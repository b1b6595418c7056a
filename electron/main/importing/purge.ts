/**
 * Removes what sources leave behind that were removed with their conversations. Goes on after a kill: the library says
 * what is left to remove.
 */
import type { Library } from '../library/library.ts';

/** Files that go in one step. */
const FILES_AT_ONCE = 32;

/** What a purge works with. */
export interface PurgeParts {
  readonly write: Pick<Library['write'], 'purgingFiles' | 'purgeFile' | 'endPurging'>;
  /** Hears that there is something to remove. */
  readonly began: () => void;
  /** Hears that some of it has gone. */
  readonly changed: () => void;
  /** Hears that all of it has gone. */
  readonly purged: () => void;
}

/** Carries out what was asked for. */
export class Purge {
  private readonly parts: PurgeParts;
  /** At first it isn't known whether a kill left something. */
  private wanted = true;

  constructor(parts: PurgeParts) {
    this.parts = parts;
  }

  /** A source was removed with its conversations. */
  ask(): void {
    this.wanted = true;
  }

  /** Removes all that is to be removed, which is mostly nothing. */
  async carryOut(signal: AbortSignal): Promise<void> {
    if (!this.wanted) return;
    const { write, began, changed, purged } = this.parts;
    for (let files = await write.purgingFiles(FILES_AT_ONCE); files.length > 0;) {
      began();
      for (const file of files) {
        signal.throwIfAborted();
        await write.purgeFile(file);
      }
      changed();
      files = await write.purgingFiles(FILES_AT_ONCE);
    }
    await write.endPurging();
    this.wanted = false;
    purged();
  }
}
