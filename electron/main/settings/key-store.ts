/**
 * Where the keys of services are: never in the settings, which are a file that everybody may read.
 */

/** Where one key is. It is asked for when it is needed, and kept nowhere else. */
export interface KeyStore {
  /** The key; null where there is none. */
  read(): Promise<string | null>;
  /** Keeps another one, or none. @throws RecollectError `desktop-only` where keys are given otherwise. */
  write(key: string | null): Promise<void>;
}

/** The key of a server, whose user is told where it is kept. */
export interface ServerKeyStore extends KeyStore {
  /** Where a key is kept that is written: `memory` is until the app ends, `environment` means that none can be. */
  keeps(): Promise<'keychain' | 'memory' | 'environment'>;
}
