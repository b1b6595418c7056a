/**
 * How what people drop on the window, or choose, comes into the library. The desktop hands over paths; a browser,
 * which knows none, sends the content.
 */
import type { AddedPath } from '../../electron/shared/contract/sources.ts';

/** Takes files and folders in. Both methods answer with what became of each. */
export interface Intake {
  /** Takes what was dropped. Must be called while the drop's event is handled: its data is gone afterwards. */
  add(data: DataTransfer): Promise<readonly AddedPath[]>;
  /** Lets the user choose folders or files. Resolves with nothing where they chose nothing. */
  choose(kind: 'folder' | 'file'): Promise<readonly AddedPath[]>;
}
