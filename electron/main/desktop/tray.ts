/**
 * The tray icon: the state at a glance and a menu. Every change goes through `render`.
 */
import { join } from 'node:path';
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { trayView, type TrayCommand, type TrayEntry, type TrayIcon, type TrayView } from './tray-view.ts';

/** What the tray is made with. */
export interface AppTrayOptions {
  /** The folder with the icons. */
  readonly icons: string;
  readonly platform: NodeJS.Platform;
  readonly onCommand: (command: TrayCommand) => void;
}

/** The app in the system's tray. */
export class AppTray {
  private readonly options: AppTrayOptions;
  private readonly tray: Tray;
  private shown: TrayView | undefined;

  constructor(options: AppTrayOptions) {
    this.options = options;
    this.tray = new Tray(this.image('up-to-date'));
    this.tray.on('click', () => options.onCommand('open'));
  }

  /** Shows a state. Nothing is touched that looks the same as before: menus flicker when they are replaced. */
  render(snapshot: Snapshot): void {
    const view = trayView(snapshot, (ms) =>
      new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' }),
    );
    const before = this.shown;
    this.shown = view;
    if (before?.icon !== view.icon) this.tray.setImage(this.image(view.icon));
    if (before?.tooltip !== view.tooltip) this.tray.setToolTip(view.tooltip);
    if (JSON.stringify(before?.entries) !== JSON.stringify(view.entries)) {
      this.tray.setContextMenu(Menu.buildFromTemplate(view.entries.map((entry) => this.item(entry))));
    }
  }

  destroy(): void {
    this.tray.destroy();
  }

  private item(entry: TrayEntry): MenuItemConstructorOptions {
    switch (entry.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'status':
        return { label: entry.label, enabled: false };
      case 'command':
        return { label: entry.label, click: () => this.options.onCommand(entry.command) };
    }
  }

  private image(icon: TrayIcon): Electron.NativeImage {
    // macOS colours template images itself, to fit a light or a dark menu bar.
    const template = this.options.platform === 'darwin';
    const image = nativeImage.createFromPath(
      join(this.options.icons, 'tray', `${icon}${template ? 'Template' : ''}.png`),
    );
    if (template) image.setTemplateImage(true);
    return image;
  }
}
