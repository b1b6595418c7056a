import { useCallback, useState } from 'react';
import type { RemoteView } from '../../../../electron/shared/contract/qdrant.ts';
import type { QdrantSettings as ServerSettings } from '../../../../electron/shared/contract/settings.ts';
import { Button } from '../../../components/Button.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { useApp, useAttempt, useSnapshot } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';
import { summariseRemote } from '../../shell/remote-summary.ts';
import { ChoiceSetting, Group, Setting } from '../Setting.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { DisconnectDialog } from './DisconnectDialog.tsx';
import { MachineList } from './MachineList.tsx';
import { searchChoices } from './server-form.ts';
import './qdrant.css';

/** The server that holds the history of several machines: connected, watched, left. */
export function QdrantSettings() {
  const { client } = useApp();
  const settings = useSnapshot((snapshot) => snapshot.settings.qdrant);
  const remote = useSnapshot((snapshot) => snapshot.remote);
  const load = useCallback(() => client.qdrant.state(), [client]);
  const { loaded, reload } = useLoaded(load);
  const [open, setOpen] = useState<'nothing' | 'connect' | 'disconnect'>('nothing');
  const close = () => {
    setOpen('nothing');
    reload();
  };
  return (
    <Group title="Qdrant server">
      {settings && remote ? (
        <Connected
          settings={settings}
          remote={remote}
          onChange={() => setOpen('connect')}
          onDisconnect={() => setOpen('disconnect')}
        />
      ) : (
        <Setting
          title="Not connected"
          text="For several machines, or more history than one machine holds: a server of yours keeps the index, and every machine that fills it can be searched."
        >
          <Button disabled={loaded.status !== 'ready'} onClick={() => setOpen('connect')}>
            Connect…
          </Button>
        </Setting>
      )}
      {open === 'connect' && loaded.status === 'ready' && (
        <ConnectDialog state={loaded.value} onClose={close} />
      )}
      {open === 'disconnect' && <DisconnectDialog onClose={close} />}
    </Group>
  );
}

interface ConnectedProps {
  readonly settings: ServerSettings;
  readonly remote: RemoteView;
  readonly onChange: () => void;
  readonly onDisconnect: () => void;
}

function Connected({ settings, remote, onChange, onDisconnect }: ConnectedProps) {
  const { client } = useApp();
  const attempt = useAttempt();
  const { text, tone, share } = summariseRemote(remote);
  return (
    <>
      <Setting
        title={remote.url}
        text={
          <span className={`remote-state remote-${tone} numbers`}>
            {text}
            {share !== null && <ProgressBar label="Qdrant server" text={text} share={share} />}
          </span>
        }
      >
        <div className="setting-buttons">
          {remote.state.phase === 'away' && (
            <Button onClick={() => attempt(() => client.qdrant.retry())}>Retry</Button>
          )}
          <Button onClick={onChange}>Change…</Button>
          <Button onClick={onDisconnect}>Disconnect…</Button>
        </div>
      </Setting>
      <ChoiceSetting
        title="Search"
        text={`This machine goes there as ${remote.machine}.`}
        label="Whose history is searched"
        value={settings.search}
        choices={searchChoices}
        onChange={(search) => attempt(() => client.qdrant.connect({ settings: { ...settings, search } }))}
      />
      <MachineList key={`${remote.url} ${remote.machine} ${remote.state.phase}`} own={remote.machine} />
    </>
  );
}
