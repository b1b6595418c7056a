/**
 * The keys of services on a desktop. Each is in the keychain, or in the environment that the app was started in, which
 * goes first.
 */
import { join } from 'node:path';
import type { KeyStore, ServerKeyStore } from '../settings/key-store.ts';
import { createKeychainKey, hasKeychain } from './keychain-key.ts';

/** The key of Voyage. One in `environment` is taken out of it. Where there is no keychain, none is kept. */
export function createVoyageKey(dataDirectory: string, environment: NodeJS.ProcessEnv): KeyStore {
  const given = environment.VOYAGE_API_KEY?.trim() ?? '';
  delete environment.VOYAGE_API_KEY;
  const kept = createKeychainKey({
    path: join(dataDirectory, 'voyage-key'),
    owner: 'Voyage',
    variable: 'VOYAGE_API_KEY',
    code: 'voyage-key-missing',
  });
  return { ...kept, read: async () => (given === '' ? kept.read() : given) };
}

/**
 * The key of a Qdrant server that was typed in the window. Where there is no keychain it is kept in memory, until the
 * app ends: a server that somebody sets up is to be used at once.
 */
export function createServerKey(dataDirectory: string): ServerKeyStore {
  const kept = createKeychainKey({
    path: join(dataDirectory, 'qdrant-key'),
    owner: 'the Qdrant server',
    variable: 'QDRANT_API_KEY',
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
