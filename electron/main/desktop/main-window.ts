/**
 * The one window. It is made when it is wanted and destroyed when it is closed: in the tray its memory is free.
 */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PageLosses } from './page-losses.ts';
import { APP_ORIGIN } from './renderer-files.ts';
import { boundsToOpen, SMALLEST, type WindowBounds } from './window-bounds.ts';

/** Where the bounds are kept. */
export interface BoundsStore {
  load(): unknown;
  save(bounds: WindowBounds): void;
}

/** What the window is made with. */
export interface MainWindowOptions {
  /** The bundled preload script. */
  readonly preload: string;
  readonly icon: string;
  readonly bounds: BoundsStore;
  readonly title: string;
  /** What the page's process is started with besides. */
  readonly arguments: readonly string[];
  /** Hears when the last window has gone. */
  readonly onClosed: () => void;
  /** Hears why the page's process ended by itself, in the system's words. The page is loaded again. */
  readonly onPageGone: (reason: string) => void;
}

/** What the window is painted with until the page is there; the renderer's `--surface-page` token. */
const BACKGROUND = { light: '#fcfcfb', dark: '#17171a' } as const;

/** Shows, hides and remembers the window. */
export class MainWindow {
  private readonly options: MainWindowOptions;
  private readonly losses = new PageLosses();
  private window: BrowserWindow | undefined;
  private loaded: Promise<void> = Promise.resolve();

  constructor(options: MainWindowOptions) {
    this.options = options;
  }

  /** The window's page, while there is a window. */
  get contents(): Electron.WebContents | undefined {
    return this.window?.webContents;
  }

  /** Whether the user has the window before them. */
  get focused(): boolean {
    // Where no window manager takes the keyboard away, a window that was hidden still has it.
    return this.window?.isVisible() === true && this.window.isFocused();
  }

  /** Brings the window to the front, making it if there is none. Resolves when its page is loaded. */
  async show(): Promise<void> {
    if (this.window) {
      if (this.window.isMinimized()) this.window.restore();
      this.window.show();
      this.window.focus();
      return this.loaded;
    }
    const window = this.create();
    this.window = window;
    this.loaded = window.loadURL(`${APP_ORIGIN}/index.html`);
    await this.loaded;
  }

  /** Closes the window; sync goes on. */
  close(): void {
    this.window?.close();
  }

  private create(): BrowserWindow {
    const { preload, icon, bounds, title, arguments: additional } = this.options;
    const { x, y, width, height, maximized } = boundsToOpen(
      bounds.load(),
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
    const window = new BrowserWindow({
      ...(x === undefined || y === undefined ? {} : { x, y }),
      width,
      height,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      title,
      icon,
      show: false,
      // Alt shows the menu; its shortcuts work without that. macOS has it at the top of the screen.
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload,
        additionalArguments: [...additional],
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    if (maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      this.options.onPageGone(reason);
      // Sync is not the page's: nothing is lost but what was being looked at.
      if (this.losses.mayReload(Date.now())) window.webContents.reload();
      else window.destroy();
    });
    window.on('close', () => {
      bounds.save(boundsOf(window));
      // Who asks for the window while this one closes gets a new one.
      this.window = undefined;
    });
    window.on('closed', () => {
      if (this.window === window) this.window = undefined;
      if (!this.window) this.options.onClosed();
    });
    return window;
  }
}

function boundsOf(window: BrowserWindow): WindowBounds {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() };
}
