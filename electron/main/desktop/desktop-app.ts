/**
 * The app on a desktop: what launches, the tray, the window and the system ask, and what follows from it.
 */
import { app, nativeTheme } from 'electron';
import type { AppSettings } from '../../shared/contract/settings.ts';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { toFailure } from '../../shared/errors.ts';
import type { Application } from '../application/application.ts';
import type { AgentServer } from '../mcp/agent-server.ts';
import { sendEvent } from './ipc.ts';
import type { Launch } from './launch.ts';
import type { Log } from './log.ts';
import { setStartAtLogin } from './login-item.ts';
import type { MainWindow } from './main-window.ts';
import type { Notifications } from './notifications.ts';
import type { AppTray } from './tray.ts';
import type { TrayCommand } from './tray-view.ts';

/** What is left of a quit before the processes are ended, in ms. */
const QUIT_GRACE_MS = 5_000;

/** What the desktop app is made of. */
export interface DesktopAppParts {
  readonly application: Application;
  readonly agents: AgentServer;
  readonly window: MainWindow;
  readonly tray: AppTray;
  readonly log: Log;
  readonly notifications: Notifications;
  /** Lets the user choose folders; none if they thought better of it. */
  readonly chooseFolders: () => Promise<readonly string[]>;
}

/** What each entry of the tray's menu does. */
const trayCommands: Readonly<Record<TrayCommand, (application: Application, desktop: DesktopApp) => void>> = {
  open: (_application, desktop) => desktop.open(),
  search: (_application, desktop) => desktop.open('search'),
  'add-folder': (_application, desktop) => desktop.addFolder(),
  pause: (application) => application.pause(null),
  'pause-hour': (application) => application.pause(60),
  resume: (application) => application.resume(),
  quit: () => app.quit(),
};

type View = Parameters<Application['navigate']>[0];

/** Connects the application with window, tray and system. */
export class DesktopApp {
  private readonly parts: DesktopAppParts;
  private settings: AppSettings | undefined;
  private quitting: 'no' | 'draining' | 'drained' = 'no';

  constructor(parts: DesktopAppParts) {
    this.parts = parts;
    const { application, window } = parts;
    application.onEvent((channel, payload) => {
      sendEvent(window.contents, channel, payload);
      if (channel === 'snapshot.changed') this.render(application.snapshot());
    });
    this.render(application.snapshot());
    app.on('activate', () => this.open());
    app.on('before-quit', (event) => {
      if (this.quitting === 'drained') return;
      event.preventDefault();
      void this.drain();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  }

  /** A first or a later launch: shows the window, unless it is to stay in the tray, and adds what was given. */
  launched({ hidden, paths }: Launch): void {
    if (!hidden) this.open();
    if (paths.length === 0) return;
    this.add(paths).catch((error: unknown) =>
      this.parts.log.error(`What was given could not be added: ${String(error)}`),
    );
  }

  /** Lets the user choose folders and adds them. */
  addFolder(): void {
    const choose = async (): Promise<void> => {
      const paths = await this.parts.chooseFolders();
      if (paths.length > 0) await this.add(paths);
    };
    choose().catch((error: unknown) => {
      this.parts.log.error(`The folders could not be added: ${String(error)}`);
      this.open();
    });
  }

  /** Shows the window, at a view if one is named. */
  open(view?: View): void {
    this.parts.window.show().then(
      () => {
        if (view) this.parts.application.navigate(view);
      },
      (error: unknown) => this.parts.log.error(`The window could not be shown: ${String(error)}`),
    );
  }

  /** Adds paths, and shows in the window what became of them. */
  private async add(paths: readonly string[]): Promise<void> {
    const added = await this.parts.application.addPaths(paths);
    await this.parts.window.show();
    this.parts.application.navigate('sources');
    this.parts.application.announce(added);
  }

  /** A choice from the tray's menu. */
  trayCommand(command: TrayCommand): void {
    const { application, log } = this.parts;
    try {
      trayCommands[command](application, this);
    } catch (error) {
      // The library is being opened or can't be: the tray says so, the window says more.
      log.warn(`The tray's "${command}" was not possible: ${toFailure(error).message}`);
      this.open();
    }
  }

  /** The window was closed: sync goes on in the tray, or the app ends, as the user has set it. */
  windowClosed(): void {
    if (this.quitting !== 'no') return;
    // Asked now: what the window heard of last may be a moment old.
    if (!this.parts.application.snapshot().settings.closeToTray) app.quit();
    else this.parts.notifications.hintAtTray();
  }

  private render(snapshot: Snapshot): void {
    this.parts.tray.render(snapshot);
    this.parts.notifications.heard(snapshot);
    const before = this.settings;
    const { settings } = snapshot;
    this.settings = settings;
    if (before?.theme !== settings.theme) nativeTheme.themeSource = settings.theme;
    // At the first snapshot nothing has changed: the entry is what was last chosen, or what the user made of it.
    if (before && before.startAtLogin !== settings.startAtLogin) {
      setStartAtLogin(settings.startAtLogin).catch((error: unknown) =>
        this.parts.log.error(`Starting at login could not be set: ${String(error)}`),
      );
    }
  }

  /** Drains and saves, then really quits. */
  private async drain(): Promise<void> {
    if (this.quitting !== 'no') return;
    this.quitting = 'draining';
    this.parts.window.close();
    try {
      await this.parts.agents.close();
      await this.parts.application.close(QUIT_GRACE_MS);
    } catch (error) {
      this.parts.log.error(`Closing did not end well: ${String(error)}`);
    }
    this.parts.tray.destroy();
    this.quitting = 'drained';
    app.quit();
  }
}
