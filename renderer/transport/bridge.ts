/**
 * The desktop's transport: what its preload exposes to the window, and nothing more.
 */
import type { Transport } from '../../electron/shared/contract/client.ts';

/** What the desktop's preload puts on `window.recollect`. */
export interface DesktopBridge extends Transport {
  /** The path of a file or folder that was dropped or chosen; empty where it has none. */
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    readonly recollect?: DesktopBridge;
  }
}

/** The desktop's bridge, or null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return window.recollect ?? null;
}
