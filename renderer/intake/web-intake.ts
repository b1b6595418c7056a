/**
 * The browser's intake: what is dropped is uploaded to the host, which keeps it in its data folder and reads it there.
 */
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { formatAmount } from '../format/numbers.ts';
import type { Message, Messages } from '../state/messages.ts';
import { upload, type UploadFile } from '../transport/upload.ts';
import { collectFiles } from './collect-files.ts';
import { pickFiles } from './pick-files.ts';
import type { Intake } from './intake.ts';

/** An intake that uploads with the host's token, and says so while it does. */
export function webIntake(client: RecollectClient, token: string, messages: Messages): Intake {
  const send = async (files: readonly UploadFile[]) => {
    if (files.length === 0) throw new RecollectError('file-empty', 'There is no file in what was dropped.');
    const id = messages.show({
      tone: 'progress',
      title: `Sending ${formatAmount(files.length, 'file')} to Recollect on this computer …`,
      details: [],
    });
    try {
      const folder = await upload(files, token, new AbortController().signal);
      const dropped = new Set(files.map(({ path }) => path.split('/', 1)[0] ?? path));
      return await client.sources.add({ paths: [...dropped].map((name) => `${folder}/${name}`) });
    } finally {
      messages.close(id);
    }
  };
  return {
    // What was dropped has to be asked for its entries at once: afterwards the browser has forgotten it.
    add: async (data) => {
      const { files, unreadable } = await collectFiles(data);
      if (unreadable.length > 0) messages.show(describeUnreadable(unreadable));
      return files.length === 0 && unreadable.length > 0 ? [] : await send(files);
    },
    choose: async (kind) => {
      const files = await pickFiles(kind);
      if (files.length === 0) return [];
      return send(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
    },
  };
}

/** How many paths are named. */
const NAMED = 5;

function describeUnreadable(paths: readonly string[]): Omit<Message, 'id'> {
  const more = paths.length - NAMED;
  return {
    tone: 'error',
    title: `The browser could not read ${formatAmount(paths.length, 'file or folder', 'files or folders')} of what was dropped. Give your user the right to read them, then drop them again.`,
    details: [...paths.slice(0, NAMED), ...(more > 0 ? [`and ${formatAmount(more, 'other')}`] : [])],
  };
}
