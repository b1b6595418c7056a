/**
 * What a browser can't do for the user, each with a sentence.
 */
import type { HostServices } from '../../electron/main/application/host-services.ts';
import { agentToken } from '../../electron/main/mcp/agent-token.ts';
import { MCP_PATH } from '../../electron/main/mcp/http-endpoint.ts';
import { RecollectError } from '../../electron/shared/errors.ts';

/** The services of the web host. `origin` says where it listens; null until it does. */
export function createWebServices(dataDirectory: string, origin: () => string | null): HostServices {
  const refuse = (message: string): Promise<never> =>
    Promise.reject(new RecollectError('desktop-only', message));
  return {
    chooseFolders: () =>
      refuse(
        'Folders are chosen in the desktop app only. Drop them on this page instead, or type their path.',
      ),
    showFile: (path) => refuse(`Files are shown in the desktop app only. This one is ${path}.`),
    agentAccess: async () => {
      const at = origin();
      if (at === null)
        throw new RecollectError('cancelled', 'Recollect is being started. Try again in a moment.');
      return { url: `${at}${MCP_PATH}`, token: await agentToken(dataDirectory) };
    },
    showLog: () => refuse('The log of this host is what its terminal shows.'),
    showDataFolder: () => refuse(`Folders are shown in the desktop app only. This one is ${dataDirectory}.`),
  };
}
