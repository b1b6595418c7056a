/**
 * The settings store over a file, whoever keeps that file. A file that can't be used never ends the program: a
 * sentence says what is wrong, the defaults hold, and a damaged file is kept aside.
 */
import type { AppSettings } from '../../shared/contract/settings.ts';
import { RecollectError } from '../../shared/errors.ts';
import { checkChanges, defaultSettings, type Overrides, type RunSettings } from './settings.ts';
import type { SettingsStore } from './settings-store.ts';
import { changeStored, nothingStored, readStored, type StoredSettings } from './stored-settings.ts';

/** A file that holds one JSON object. The command line keeps it with `conf`, the desktop with `electron-store`. */
export interface SettingsFile {
  readonly path: string;
  /**
   * What it holds; an empty object where there is no file.
   *
   * @throws SyntaxError where it is no JSON; the system's error where it can't be read.
   */
  read(): unknown;
  /** Replaces it whole or not at all. @throws where it can't be written. */
  write(value: Readonly<Record<string, unknown>>): void;
  /** Moves a damaged file out of the way; returns where it is now. @throws where it can't be moved. */
  setAside(): string;
}

/** What differs between hosts and runs. */
export interface KeptSettingsOptions {
  /** What holds over the stored settings for this run, until the user changes it. */
  readonly overrides?: Overrides;
  /** Defaults of this host, where they are not the app's. */
  readonly defaults?: Partial<AppSettings>;
}

/** Settings that are kept in a file. */
export class KeptSettings implements SettingsStore {
  /** Where they are kept. */
  readonly path: string;
  readonly problems: readonly string[];
  private readonly file: SettingsFile;
  private readonly defaults: AppSettings;
  private readonly workersOverride: number | undefined;
  private forRun: Omit<Overrides, 'settings' | 'workers'>;
  private readonly listeners = new Set<(settings: AppSettings) => void>();
  private overrides: Partial<AppSettings>;
  private stored: StoredSettings;

  constructor(file: SettingsFile, options: KeptSettingsOptions = {}) {
    this.file = file;
    this.path = file.path;
    this.defaults = { ...defaultSettings, ...options.defaults };
    this.overrides = options.overrides?.settings ?? {};
    this.workersOverride = options.overrides?.workers;
    this.forRun = options.overrides ?? {};
    const { stored, problem } = readOrDefaults(file);
    this.stored = stored;
    this.problems = problem === null ? stored.problems : [problem];
  }

  current(): AppSettings {
    return { ...this.defaults, ...this.stored.settings, ...this.overrides };
  }

  /** What an engine goes by. */
  run(): RunSettings {
    const { model, qdrantKey, machine, limitUsd } = this.forRun;
    const settings = this.current();
    return {
      ...settings,
      voyage: { ...settings.voyage, ...(limitUsd === undefined ? {} : { limitUsd }) },
      workers: this.workersOverride ?? this.stored.workers,
      qdrant: settings.qdrant && { ...settings.qdrant, ...(machine === undefined ? {} : { machine }) },
      ...(qdrantKey === undefined ? {} : { qdrantKey }),
      ...(model === undefined ? {} : { model }),
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a promise, as other hosts may need one
  async change(changes: Partial<AppSettings>): Promise<AppSettings> {
    const checked = checkChanges(changes);
    this.store(checked);
    // What the user says now counts more than what a flag said at the start.
    this.overrides = Object.fromEntries(
      Object.entries(this.overrides).filter(([name]) => !Object.hasOwn(checked, name)),
    );
    if (Object.hasOwn(checked, 'qdrant')) this.forRun = withoutMachine(this.forRun);
    return this.tell();
  }

  /** Reads the file again, which another program may have changed; listeners hear of it where it has. */
  reread(): void {
    const before = JSON.stringify(this.current());
    try {
      this.stored = readStored(this.file.read());
    } catch {
      // Locked or damaged for the moment: what is known holds, and whoever stores next deals with the file.
      return;
    }
    if (JSON.stringify(this.current()) !== before) this.tell();
  }

  firstRunFinished(): boolean {
    return this.stored.firstRunFinished;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async finishFirstRun(): Promise<void> {
    this.store({ firstRunFinished: true });
  }

  onChange(listener: (settings: AppSettings) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): AppSettings {
    const settings = this.current();
    for (const listener of this.listeners) listener(settings);
    return settings;
  }

  /** Reads the file again first: another program may have changed it, and a locked one must not be written over. */
  private store(changes: Readonly<Record<string, unknown>>): void {
    try {
      const latest = readLatest(this.file, this.stored);
      const value = changeStored(latest, changes);
      this.file.write(value);
      this.stored = readStored(value);
    } catch (error) {
      throw new RecollectError(
        'settings-not-writable',
        `The settings ${this.file.path} can't be written, so nothing was changed. Check that the file and its folder may be written.`,
        { cause: error },
      );
    }
  }
}

/** What a run goes by when the user has said in the window what the machine is called. */
function withoutMachine<Given extends { readonly machine?: string }>({
  machine: _machine,
  ...rest
}: Given): Omit<Given, 'machine'> {
  return rest;
}

function readLatest(file: SettingsFile, known: StoredSettings): StoredSettings {
  try {
    return readStored(file.read());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Damaged since the start: what is known of it is better than what is left.
    file.setAside();
    return known;
  }
}

function readOrDefaults(file: SettingsFile): { stored: StoredSettings; problem: string | null } {
  try {
    return { stored: readStored(file.read()), problem: null };
  } catch (error) {
    const { path } = file;
    if (!(error instanceof SyntaxError)) {
      const problem = `The settings ${path} can't be read. The defaults hold; allow reading the file, then start again.`;
      return { stored: nothingStored, problem };
    }
    return { stored: nothingStored, problem: setAside(file) };
  }
}

function setAside(file: SettingsFile): string {
  try {
    return `The settings ${file.path} are damaged. The defaults hold; the damaged file is now ${file.setAside()}`;
  } catch {
    // It stays where it is; the next change tries again.
    return `The settings ${file.path} are damaged and can't be moved away. The defaults hold.`;
  }
}
