/**
 * What a browser can't do for the user, each with a sentence.
 */
import type { HostServices } from '../../electron/main/application/host-services.ts';
import { RecollectError } from '../../electron/shared/errors.ts';

/** The services of the web host. */
export function createWebServices(dataDirectory: string): HostServices {
  const refuse = (message: string): Promise<never> =>
    Promise.reject(new RecollectError('desktop-only', message));
  return {
    chooseFolders: () =>
      refuse(
        'Folders are chosen in the desktop app only. Drop them on this page instead, or type their path.',
      ),
    showFile: (path) => refuse(`Files are shown in the desktop app only. This one is ${path}.`),
    showLog: () => refuse('The log of this host is what its terminal shows.'),
    showDataFolder: () => refuse(`Folders are shown in the desktop app only. This one is ${dataDirectory}.`),
  };
}
