/**
 * Keeps an eye on sources: watches each, walks it again now and then in case a change was not told, and notices when
 * it goes (a drive that is unplugged) and comes back. Says what is to be looked at; looks at nothing but the roots.
 */
import { isNetworkDrive } from './network-drive.ts';
import type { SourceWatch, WatchSource } from './watch-source.ts';

/** How often roots are checked and walks that are due are asked for, in ms. */
const TICK_MS = 15_000;

/** How often a source is walked that is watched, and one that can't be, in ms. */
const WALK_WATCHED_MS = 10 * 60_000;
const WALK_UNWATCHED_MS = 30_000;

/** A walk takes at most this share of the time. */
const WALKING_SHARE = 1 / 20;

/** How a source is kept in step: told of changes, or walked every half minute and why. */
export type Keeping = 'watched' | 'walked-limit' | 'walked-unable' | 'walked-network' | 'missing';

/** What a keeper works with; `ask` and `changed` must not throw. */
export interface SourceKeeperParts {
  readonly watch: WatchSource;
  /** Asks for a look at paths of a source, or with null at all of it. */
  readonly ask: (source: number, paths: readonly string[] | null) => void;
  /** Something about a source is different. */
  readonly changed: () => void;
  readonly now: () => number;
  /** Whether there is something at a path. */
  readonly exists: (path: string) => Promise<boolean>;
}

interface Kept {
  readonly path: string;
  keeping: Keeping;
  watch: SourceWatch | undefined;
  walkedAt: number;
  walkMs: number;
}

/** Keeps sources until it is closed. */
export class SourceKeeper {
  private readonly parts: SourceKeeperParts;
  private readonly sources = new Map<number, Kept>();
  private timer: NodeJS.Timeout | undefined;
  private asleep = false;

  constructor(parts: SourceKeeperParts) {
    this.parts = parts;
  }

  /** Begins to keep a source. Asks for nothing: the first walk is the caller's. */
  keep(id: number, path: string): void {
    if (this.sources.has(id)) return;
    const kept: Kept = { path, keeping: 'watched', watch: undefined, walkedAt: this.parts.now(), walkMs: 0 };
    this.sources.set(id, kept);
    void this.beginWatching(id, kept);
    this.schedule();
  }

  /** Stops keeping a source. */
  async drop(id: number): Promise<void> {
    const kept = this.sources.get(id);
    this.sources.delete(id);
    await kept?.watch?.close();
  }

  keepingOf(id: number): Keeping | undefined {
    return this.sources.get(id)?.keeping;
  }

  /** Sources by how they are kept, for what a user should know. */
  count(keeping: Keeping): number {
    return [...this.sources.values()].filter((kept) => kept.keeping === keeping).length;
  }

  /** A walk of a source has ended. `present`: it was there to be walked. */
  walked(id: number, present: boolean, tookMs: number): void {
    const kept = this.sources.get(id);
    if (!kept) return;
    kept.walkedAt = this.parts.now();
    kept.walkMs = tookMs;
    if (!present && kept.keeping !== 'missing') this.lose(kept);
    if (present && kept.keeping === 'missing') {
      kept.keeping = 'watched';
      void this.beginWatching(id, kept);
    }
    this.parts.changed();
  }

  /** The machine sleeps: time that passes means nothing. */
  suspend(): void {
    this.asleep = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** It is awake: what changed meanwhile was not told. */
  wake(): void {
    this.asleep = false;
    for (const id of this.sources.keys()) this.parts.ask(id, null);
    this.schedule();
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    const watches = [...this.sources.values()].flatMap(({ watch }) => (watch ? [watch.close()] : []));
    this.sources.clear();
    await Promise.all(watches);
  }

  private lose(kept: Kept): void {
    kept.keeping = 'missing';
    const { watch } = kept;
    kept.watch = undefined;
    void watch?.close();
  }

  private async beginWatching(id: number, kept: Kept): Promise<void> {
    const remote = await isNetworkDrive(kept.path).catch(() => false);
    if (this.sources.get(id) !== kept || kept.keeping === 'missing') return;
    if (remote) {
      kept.keeping = 'walked-network';
      this.parts.changed();
      return;
    }
    kept.watch = this.parts.watch(kept.path, {
      // The walk that began before may have missed what changed since.
      ready: () => this.parts.ask(id, null),
      changed: (paths) => this.parts.ask(id, paths),
      failed: (reason) => {
        if (this.sources.get(id) !== kept || kept.keeping === 'missing') return;
        kept.watch = undefined;
        kept.keeping = reason === 'limit' ? 'walked-limit' : 'walked-unable';
        this.parts.ask(id, null);
        this.parts.changed();
      },
    });
  }

  private schedule(): void {
    if (this.timer || this.asleep || this.sources.size === 0) return;
    this.timer = setTimeout(() => {
      void this.tick().finally(() => {
        this.timer = undefined;
        this.schedule();
      });
    }, TICK_MS);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    for (const [id, kept] of this.sources) {
      const present = await this.parts.exists(kept.path);
      const away = kept.keeping === 'missing';
      const every = kept.keeping === 'watched' ? WALK_WATCHED_MS : WALK_UNWATCHED_MS;
      const due = this.parts.now() - kept.walkedAt >= Math.max(every, kept.walkMs / WALKING_SHARE);
      // Gone, or back: the walk finds out what that means.
      if (present === away || (present && due)) this.parts.ask(id, null);
    }
  }
}
