/**
 * A key on a desktop: encrypted by the system's keychain, in a file of the data folder.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import type { KeyStore } from '../settings/key-store.ts';

/** Which key, and where it is. */
export interface KeychainKeyOptions {
  /** The file that it is kept in, encrypted. */
  readonly path: string;
  /** Whose key it is, for sentences: `Voyage`. */
  readonly owner: string;
  /** What to do where there is no keychain, as the end of a sentence. */
  readonly otherwise: string;
  /** The code of the errors. */
  readonly code: ErrorCode;
}

/** A key that the keychain encrypts. */
export function createKeychainKey({ path, owner, otherwise, code }: KeychainKeyOptions): KeyStore {
  return {
    read: async () => {
      const kept = await readFile(path).catch(() => null);
      if (kept === null || !(await safeStorage.isAsyncEncryptionAvailable())) return null;
      try {
        return (await safeStorage.decryptStringAsync(kept)).result;
      } catch (error) {
        throw new RecollectError(
          code,
          `The key of ${owner} can’t be decrypted: it was kept by another user or on another machine. Give it again in the settings.`,
          { cause: error },
        );
      }
    },
    write: async (key) => {
      if (key === null) return rm(path, { force: true });
      if (!(await hasKeychain())) {
        throw new RecollectError(
          code,
          `This system has no keychain to keep the key in. Install one (GNOME Keyring or KWallet), or ${otherwise}.`,
        );
      }
      await writeFile(path, await safeStorage.encryptStringAsync(key), { mode: 0o600 });
    },
  };
}

/** Electron encrypts with a password that everybody knows where Linux has no keychain: that is no safe place. */
export async function hasKeychain(): Promise<boolean> {
  const open = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return !open && (await safeStorage.isAsyncEncryptionAvailable());
}
