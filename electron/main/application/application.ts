/**
 * The app without a host: engine, background sync, settings and snapshots put together, and the contract answered.
 * The desktop and the web host each make one.
 */
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import type { AddedPath } from '../../shared/contract/sources.ts';
import type { AppSettings } from '../../shared/contract/settings.ts';
import type { Engine } from '../engine.ts';
import type { ClientContext } from './client-context.ts';
import type { Dispatch } from './dispatcher.ts';
import type { HostDescription, HostServices } from './host-services.ts';
import type { SettingsStore } from './settings-store.ts';

/** What an application is made of. */
export interface ApplicationParts {
  readonly host: HostDescription;
  readonly services: HostServices;
  readonly settings: SettingsStore;
  /**
   * Opens the engine over the library of the data folder. Called at the start, and again when the user retries after
   * it failed: a damaged, newer or busy library is shown, it doesn't end the app.
   */
  readonly openEngine: (settings: AppSettings) => Promise<Engine>;
  /** The bundled sample histories. */
  readonly sampleFolder: string;
  /** Hears of errors that no user can do anything about, for the log. */
  readonly report: (what: string, error: unknown) => void;
}

/** Hears events of the contract: `snapshot.changed`, `window.navigate`. */
export type EventListener = (channel: string, payload: unknown) => void;

/** The running app. */
export interface Application {
  /** Answers a request of a client; never rejects. */
  readonly dispatch: Dispatch;
  /** Calls the listener for every event that is for all clients, until the returned function is called. */
  onEvent(listener: EventListener): () => void;
  /** The state as it is now. */
  snapshot(): Snapshot;
  /** Holds sync for some minutes, or with null until `resume`. */
  pause(minutes: number | null): void;
  resume(): void;
  /** Adds folders, files or zips as sources: dropped on the window or the tray, or given to a second launch. */
  addPaths(paths: readonly string[]): Promise<AddedPath[]>;
  /** Asks the windows to show a view. */
  navigate(view: 'overview' | 'search' | 'sources' | 'settings'): void;
  /** The machine went on battery, or on mains. */
  power(state: { readonly onBattery: boolean }): void;
  /** The machine is about to sleep. */
  suspend(): void;
  /** The machine is awake again: looks at all sources, whose changes nobody saw. */
  wake(): void;
  /** Ends everything within about `graceMs`; what was stored stays, the rest goes on at the next start. */
  close(graceMs: number): Promise<void>;
}

export type { ClientContext };
