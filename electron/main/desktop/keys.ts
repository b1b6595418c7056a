/**
 * The keys of services on a desktop: in the keychain.
 */
import { join } from 'node:path';
import type { KeyStore, ServerKeyStore } from '../settings/key-store.ts';
import { createKeychainKey, hasKeychain } from './keychain-key.ts';

/** The key of Voyage. Where there is no keychain, none is kept. */
export function createVoyageKey(dataDirectory: string): KeyStore {
  return createKeychainKey({
    path: join(dataDirectory, 'voyage-key'),
    owner: 'Voyage',
    otherwise: 'use Recollect in the browser, with the key in VOYAGE_API_KEY: recollect serve',
    code: 'voyage-key-missing',
  });
}

/**
 * The key of a Qdrant server that was typed in the window. Where there is no keychain it is kept in memory, until the
 * app ends: a server that somebody sets up is to be used at once.
 */
export function createServerKey(dataDirectory: string): ServerKeyStore {
  const kept = createKeychainKey({
    path: join(dataDirectory, 'qdrant-key'),
    owner: 'the Qdrant server',
    otherwise: 'give the key in QDRANT_API_KEY',
    code: 'qdrant-key-refused',
  });
  let inMemory: string | null = null;
  return {
    read: async () => inMemory ?? (await kept.read()),
    write: async (key) => {
      inMemory = null;
      if (key === null || (await hasKeychain())) return kept.write(key);
      await kept.write(null);
      inMemory = key;
    },
    keeps: async () => ((await hasKeychain()) ? 'keychain' : 'memory'),
  };
}
