import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import type { Snapshot } from '../../../electron/shared/contract/snapshot.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { useNow } from '../../state/use-now.ts';
import { summarise } from './sync-summary.ts';

/** What a screen reader says when sync begins something else; percentages would be said without end. */
const announcements: Record<Snapshot['sync']['phase'], string> = {
  opening: '',
  scanning: '',
  reading: 'Syncing reads new files',
  embedding: 'Syncing embeds what was read',
  paused: 'Syncing is on hold',
  idle: 'Syncing is done',
  failed: 'Syncing needs attention',
};

/** How sync is, at the foot of the sidebar; leads to the overview, or to what failed. */
export function SyncStatus() {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  const now = useNow();
  const sync = useSnapshot((snapshot) => snapshot.sync);
  const files = useSnapshot((snapshot) => snapshot.files);
  const indexes = useSnapshot((snapshot) => snapshot.indexes);
  const etaSeconds = useSnapshot((snapshot) => snapshot.etaSeconds);
  const remote = useSnapshot((snapshot) => snapshot.remote);
  const summary = summarise({ sync, files, indexes, etaSeconds, remote }, now);
  const paused = sync.phase === 'paused';
  const open = () =>
    navigation.go({ name: sync.phase === 'idle' && files.failed > 0 ? 'failures' : 'overview' });

  return (
    <div className="sync">
      <button type="button" className="sync-state" onClick={open}>
        <span className={`sync-sign sync-${summary.tone}`}>
          {summary.tone === 'good' && <Icon name="check" size={14} />}
          {summary.tone === 'attention' && <Icon name="alert" size={14} />}
          {summary.tone === 'paused' && <Icon name="pause" size={14} />}
          {summary.tone === 'busy' && <span className="spinner" />}
        </span>
        <span className="sync-text">
          <span className="sync-title numbers">{summary.title}</span>
          <span className="sync-detail numbers truncate">{summary.detail}</span>
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {announcements[sync.phase]}
      </span>
      {sync.phase !== 'failed' && (summary.tone === 'busy' || paused) && (
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? 'Resume' : 'Pause'}
          onClick={() =>
            attempt(() => (paused ? client.sync.resume() : client.sync.pause({ minutes: null })))
          }
        />
      )}
      {summary.share !== null && (
        <div className="sync-bar" aria-hidden="true">
          <div style={{ transform: `scaleX(${summary.share})` }} />
        </div>
      )}
    </div>
  );
}
