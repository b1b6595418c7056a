/**
 * Whether agents may store notes: the user turns that on and off while they are connected.
 */
import type { SettingsStore } from '../settings/settings-store.ts';

/** The permission, as it stands whenever it is asked for. */
export interface NotePermission {
  /** Whether agents may store notes now. */
  readonly given: () => boolean;
  /** Calls the listener after each change, and maybe without one, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
}

/** What the settings say. */
export function permissionOf(settings: SettingsStore): NotePermission {
  return {
    given: () => settings.current().agentNotes,
    onChange: (listener) => settings.onChange(listener),
  };
}
