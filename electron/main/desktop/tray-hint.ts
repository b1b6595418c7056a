/**
 * Says once, when the window is first closed, that sync goes on in the tray.
 */
import { Notification } from 'electron';

/** Whether it has been said; kept with the window's state. */
export interface HintStore {
  wasShown(): boolean;
  markShown(): void;
}

/** Shows the hint unless it was shown before, or the system has no notifications. */
export function showTrayHint(store: HintStore, onClick: () => void): void {
  if (store.wasShown() || !Notification.isSupported()) return;
  store.markShown();
  const hint = new Notification({
    title: 'Recollect keeps syncing',
    body: 'It is in the tray. Quit it there, or change this in the settings.',
    silent: true,
  });
  hint.on('click', onClick);
  hint.show();
}
