import type { Snapshot } from '../../../electron/shared/contract/snapshot.ts';
import { formatAmount } from '../../format/numbers.ts';
import { formatTimeLeft } from '../../format/times.ts';
import { activeIndex } from '../shell/sync-summary.ts';

/** The backlog as one sentence, and a second that explains it. */
export function backlogHeadline(
  snapshot: Pick<Snapshot, 'sync' | 'files' | 'library' | 'indexes' | 'etaSeconds'>,
): {
  readonly title: string;
  readonly detail: string;
} {
  const { sync, files, library, etaSeconds } = snapshot;
  const index = activeIndex(snapshot);
  const left = etaSeconds === null ? '' : `${formatTimeLeft(etaSeconds)}. `;
  if (library.conversations === 0 && files.total === 0) {
    return {
      title: 'Your library is empty',
      detail: 'Add a source, or drop a folder or an export anywhere.',
    };
  }
  const rest = [
    files.pending > 0 && formatAmount(files.pending, 'file'),
    index && index.pending > 0 && formatAmount(index.pending, 'chunk'),
  ].filter(Boolean);
  const stopped = sync.phase === 'failed' && rest.length > 0;
  if (sync.phase === 'paused' || stopped) {
    const how = stopped ? 'Stopped' : 'Paused';
    return {
      title: rest.length === 0 ? how : `${how} with ${rest.join(' and ')} to do`,
      detail: 'Everything that was read so far can be searched.',
    };
  }
  if (files.pending > 0) {
    return {
      title: `Reading ${formatAmount(files.pending, 'more file')}`,
      detail: `${left}What is read can be found by word at once, by meaning once it is embedded.`,
    };
  }
  if (index && index.pending > 0) {
    return {
      title: `Embedding ${formatAmount(index.pending, 'more chunk')}`,
      detail: `${left}Every conversation is read and can be found by word.`,
    };
  }
  return {
    title: `${formatAmount(library.conversations, 'conversation')}, all searchable`,
    detail: 'By meaning and by word. New ones are added as they are written.',
  };
}
