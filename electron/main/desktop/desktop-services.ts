/**
 * What the application needs of the desktop: dialogs and the file manager.
 */
import { dialog, shell } from 'electron';
import { RecollectError } from '../../shared/errors.ts';
import type { HostServices } from '../application/host-services.ts';

/** The services, for an app whose log and data lie at these paths. */
export function createDesktopServices(
  paths: {
    readonly log: string;
    readonly dataDirectory: string;
  },
  agentAccess: HostServices['agentAccess'],
): HostServices {
  return {
    async chooseFolders() {
      const { filePaths } = await dialog.showOpenDialog({
        title: 'Add conversations',
        buttonLabel: 'Add',
        // Windows and Linux show either files or folders; folders are what people mostly have.
        properties:
          process.platform === 'darwin'
            ? ['openFile', 'openDirectory', 'multiSelections']
            : ['openDirectory', 'multiSelections'],
      });
      return filePaths;
    },
    showFile: (path) => {
      shell.showItemInFolder(path);
      return Promise.resolve();
    },
    agentAccess,
    showLog: () => open(paths.log),
    showDataFolder: () => open(paths.dataDirectory),
  };
}

async function open(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new RecollectError('internal', `${path} could not be opened: ${problem}`);
}
