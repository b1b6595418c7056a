/**
 * The key of Voyage on a desktop: encrypted by the system's keychain, in a file of the data folder.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { RecollectError } from '../../shared/errors.ts';
import type { KeyStore } from '../embedding/voyage/voyage-access.ts';

/** The key store of a data folder. A key in `environment` goes before the kept one, and is taken out of it. */
export function createKeychainKey(dataDirectory: string, environment: NodeJS.ProcessEnv): KeyStore {
  const path = join(dataDirectory, 'voyage-key');
  const given = environment.VOYAGE_API_KEY?.trim() ?? '';
  delete environment.VOYAGE_API_KEY;
  return {
    read: async () => {
      if (given !== '') return given;
      const kept = await readFile(path).catch(() => null);
      if (kept === null || !(await safeStorage.isAsyncEncryptionAvailable())) return null;
      try {
        return (await safeStorage.decryptStringAsync(kept)).result;
      } catch (error) {
        throw new RecollectError(
          'voyage-key-missing',
          'The key of Voyage can’t be decrypted: it was kept by another user or on another machine. Give it again in the settings.',
          { cause: error },
        );
      }
    },
    write: async (key) => {
      if (key === null) return rm(path, { force: true });
      await refuseWithoutKeychain();
      await writeFile(path, await safeStorage.encryptStringAsync(key), { mode: 0o600 });
    },
  };
}

/** Electron encrypts with a password that everybody knows where Linux has no keychain: that is no safe place. */
async function refuseWithoutKeychain(): Promise<void> {
  const open = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (!open && (await safeStorage.isAsyncEncryptionAvailable())) return;
  throw new RecollectError(
    'voyage-key-missing',
    'This system has no keychain to keep the key in. Install one (GNOME Keyring or KWallet), or give the key in VOYAGE_API_KEY.',
  );
}
