/**
 * The settings as the application uses them, wherever they are kept.
 */
import type { AppSettings } from '../../shared/contract/settings.ts';

/** Keeps settings; what it returns has been checked. */
export interface SettingsStore {
  current(): AppSettings;
  /** Changes what is given and resolves with all, when it is stored. @throws RecollectError `settings-invalid`. */
  change(changes: Partial<AppSettings>): Promise<AppSettings>;
  /** The user has been through the first run. */
  firstRunFinished(): boolean;
  finishFirstRun(): Promise<void>;
  /** Calls the listener after every change until the returned function is called. */
  onChange(listener: (settings: AppSettings) => void): () => void;
}
