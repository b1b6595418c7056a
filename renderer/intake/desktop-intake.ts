import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import type { DesktopBridge } from '../transport/bridge.ts';
import { pickFiles } from './pick-files.ts';
import type { Intake } from './intake.ts';

/** The desktop's intake: folders and files stay where they are and are read from there. */
export function desktopIntake(client: RecollectClient, bridge: DesktopBridge): Intake {
  const addFiles = async (files: readonly File[]) => {
    const paths = files.map((file) => bridge.pathForFile(file)).filter((path) => path !== '');
    if (paths.length === 0 && files.length > 0) {
      throw new RecollectError('usage', 'Only files and folders from this computer can be dropped here.');
    }
    return paths.length === 0 ? [] : client.sources.add({ paths });
  };
  return {
    add: (data) => addFiles([...data.files]),
    choose: async (kind) => {
      if (kind === 'file') return addFiles(await pickFiles('file'));
      const paths = await client.system.chooseFolders();
      return paths.length === 0 ? [] : client.sources.add({ paths });
    },
  };
}
