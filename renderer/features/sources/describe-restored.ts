import type { RestoredOriginals } from '../../../electron/shared/contract/sources.ts';
import { formatAmount } from '../../format/numbers.ts';
import type { Message } from '../../state/messages.ts';

/** Says where files were restored to; what could not be is named, each with why. */
export function describeRestored({ folder, files, failed }: RestoredOriginals): Omit<Message, 'id'> {
  const details = failed.map(({ path, message }) => `${path}: ${message}`);
  const title = `${formatAmount(files, 'original file')} restored to ${folder}.`;
  if (failed.length === 0) return { tone: 'info', title, details };
  const lost = `${formatAmount(failed.length, 'file')} could not be restored.`;
  return { tone: 'error', title: files === 0 ? lost : `${title} ${lost}`, details };
}
