/**
 * What a page may not do, whatever it shows: go elsewhere, open windows, ask for permissions, attach web views.
 */
import { app, session } from 'electron';
import { APP_ORIGIN } from './renderer-files.ts';

/** Copying to the clipboard is all that the window needs of a browser's permissions. */
const GRANTED = new Set(['clipboard-sanitized-write']);

/** Denies by default, for every page of the app. Call once, when the app is ready. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(GRANTED.has(permission)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
