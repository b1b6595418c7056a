/**
 * The key of Voyage where there is no keychain: from the environment.
 */
import type { KeyStore } from '../electron/main/embedding/voyage/voyage-access.ts';
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
