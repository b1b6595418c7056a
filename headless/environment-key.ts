/**
 * Keys where there is no keychain: from the environment.
 */
import type { KeyStore, ServerKeyStore } from '../electron/main/settings/key-store.ts';
import { RecollectError } from '../electron/shared/errors.ts';

/** Takes the key out of an environment, so that no process that is started from here on inherits it. */
export function takeEnvironmentKey(environment: NodeJS.ProcessEnv): KeyStore {
  const key = environment.VOYAGE_API_KEY?.trim() ?? '';
  delete environment.VOYAGE_API_KEY;
  return {
    read: () => Promise.resolve(key === '' ? null : key),
    write: () =>
      Promise.reject(
        new RecollectError(
          'desktop-only',
          'Only the desktop app keeps a key, in the keychain. Here it is given in VOYAGE_API_KEY.',
        ),
      ),
  };
}

/** The key of a Qdrant server: the settings of a run have the one of the environment, and none is kept. */
export const noServerKey: ServerKeyStore = {
  read: () => Promise.resolve(null),
  write: (key) =>
    key === null
      ? Promise.resolve()
      : Promise.reject(
          new RecollectError(
            'desktop-only',
            'Only the desktop app keeps a key, in the keychain. Here it is given in QDRANT_API_KEY.',
          ),
        ),
  keeps: () => Promise.resolve('environment'),
};
