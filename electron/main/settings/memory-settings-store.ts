/**
 * Settings that last as long as the process.
 */
import { settingsSchema, type AppSettings } from '../../shared/contract/settings.ts';
import { RecollectError } from '../../shared/errors.ts';
import type { SettingsStore } from './settings-store.ts';

const defaults: AppSettings = {
  memoryCeilingMb: 400,
  pace: 'balanced',
  gentleOnBattery: true,
  provider: 'local',
  theme: 'system',
  closeToTray: true,
  startAtLogin: false,
  notifications: true,
};

/** Keeps settings in memory, beginning with the defaults and over them `given`. */
export class MemorySettingsStore implements SettingsStore {
  readonly problems: readonly string[] = [];
  private settings: AppSettings;
  private finished = false;
  private readonly listeners = new Set<(settings: AppSettings) => void>();

  constructor(given: Partial<AppSettings> = {}) {
    this.settings = { ...defaults, ...given };
  }

  current(): AppSettings {
    return this.settings;
  }

  change(changes: Partial<AppSettings>): Promise<AppSettings> {
    const parsed = settingsSchema.safeParse({ ...this.settings, ...changes });
    if (!parsed.success) {
      return Promise.reject(
        new RecollectError('settings-invalid', parsed.error.issues[0]?.message ?? 'This is not a setting.'),
      );
    }
    this.settings = parsed.data;
    for (const listener of this.listeners) listener(this.settings);
    return Promise.resolve(this.settings);
  }

  firstRunFinished(): boolean {
    return this.finished;
  }

  finishFirstRun(): Promise<void> {
    this.finished = true;
    return Promise.resolve();
  }

  onChange(listener: (settings: AppSettings) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
