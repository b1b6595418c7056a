/**
 * When the app speaks up by itself: a long import is done, or something needs the user. Pure.
 */
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { harmlessLine } from '../../shared/harmless.ts';

/** What a notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** Work of less than this is no news when it is done, in ms. */
export const LONG_IMPORT_MS = 120_000;

/** Follows the snapshots and says which of them is worth a notification. */
export class NotificationRules {
  private busySince: number | null = null;
  private conversations = 0;
  /**
   * Troubles that were told, or seen in the window; one that went away and comes back is told again, and one that came
   * while nothing was to be told is told once it may be.
   */
  private told: ReadonlySet<string> = new Set();

  /** The notification for a new snapshot, or null. `watched`: the user is looking at the window. `now` in ms. */
  next(snapshot: Snapshot, watched: boolean, now: number): NotificationText | null {
    const { notifications } = snapshot.settings;
    const trouble = this.newTrouble(snapshot, watched || notifications);
    const done = this.endOfImport(snapshot, now);
    if (watched || !notifications) return null;
    return trouble ?? done;
  }

  private newTrouble({ sync, notices }: Snapshot, heard: boolean): NotificationText | null {
    const troubles = new Set(notices.filter(({ level }) => level === 'error').map(({ message }) => message));
    if (sync.phase === 'failed') troubles.add(sync.failure.message);
    const before = this.told;
    this.told = heard ? troubles : new Set([...before].filter((message) => troubles.has(message)));
    const news = [...troubles].find((message) => !before.has(message));
    return news === undefined ? null : { title: 'Recollect needs your attention', body: harmlessLine(news) };
  }

  private endOfImport({ sync, library, indexes }: Snapshot, now: number): NotificationText | null {
    if (sync.phase === 'reading' || sync.phase === 'embedding') {
      if (this.busySince === null) {
        this.busySince = now;
        this.conversations = library.conversations;
      }
      return null;
    }
    // A look at the folders between reading and embedding, or a pause, is not the end.
    if (sync.phase !== 'idle' || this.busySince === null) return null;
    const took = now - this.busySince;
    this.busySince = null;
    if (indexes.some(({ state, pending }) => state === 'active' && pending > 0)) return null;
    if (took < LONG_IMPORT_MS) return null;
    const more = library.conversations - this.conversations;
    const count = library.conversations.toLocaleString('en');
    return {
      title: 'Your library is up to date',
      body:
        more > 0
          ? `${more.toLocaleString('en')} more ${more === 1 ? 'conversation' : 'conversations'}, ${count} in all. All of them can be searched.`
          : `All ${count} conversations can be searched by meaning.`,
    };
  }
}
