/**
 * What the application needs of the desktop: dialogs, the file manager, the browser.
 */
import { dialog, shell } from 'electron';
import { RecollectError } from '../../shared/errors.ts';
import type { AppLink, HostServices } from '../application/host-services.ts';

/** The only addresses that are ever opened in the browser. */
const LINKS: Readonly<Record<AppLink, string>> = {
  project: 'https://github.com/recollect-app/recollect',
  help: 'https://github.com/recollect-app/recollect#readme',
  licence: 'https://github.com/recollect-app/recollect/blob/main/LICENSE',
};

/** The services, for an app whose log and data lie at these paths. */
export function createDesktopServices(paths: {
  readonly log: string;
  readonly dataDirectory: string;
}): HostServices {
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
    showLog: () => open(paths.log),
    showDataFolder: () => open(paths.dataDirectory),
    openLink: (link) => shell.openExternal(LINKS[link]),
  };
}

async function open(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new RecollectError('internal', `${path} could not be opened: ${problem}`);
}
