/**
 * The system's notifications: what the rules say, and once, that sync goes on in the tray.
 */
import { Notification } from 'electron';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { NotificationRules, type NotificationText } from './notification-rules.ts';

/** Whether the hint about the tray was shown; kept with the window's state. */
export interface HintStore {
  wasShown(): boolean;
  markShown(): void;
}

/** What notifications go by. */
export interface NotificationsOptions {
  readonly hints: HintStore;
  /** Whether the user is looking at the window. */
  readonly watched: () => boolean;
  readonly onClick: () => void;
}

/** Shows notifications. Where the system has none, nothing is shown. */
export class Notifications {
  private readonly options: NotificationsOptions;
  private readonly rules = new NotificationRules();
  /** Kept while it is shown: one that is collected as garbage can't be clicked any more. */
  private shown: Notification | undefined;

  constructor(options: NotificationsOptions) {
    this.options = options;
  }

  /** Hears of every new snapshot. */
  heard(snapshot: Snapshot): void {
    const text = this.rules.next(snapshot, this.options.watched(), Date.now());
    if (text) this.show(text);
  }

  /** The window was closed for the first time: says where the app has gone. */
  hintAtTray(): void {
    const { hints } = this.options;
    if (hints.wasShown()) return;
    hints.markShown();
    this.show({
      title: 'Recollect keeps syncing',
      body: 'It is in the tray. Quit it there, or change this in the settings.',
    });
  }

  private show({ title, body }: NotificationText): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body, silent: true });
    notification.on('click', () => this.options.onClick());
    notification.show();
    this.shown = notification;
  }
}
