import { useState } from 'react';
import { toFailure } from '../../../../electron/shared/errors.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { useApp, useSnapshot } from '../../../state/app.tsx';
import { summariseRemote } from '../../shell/remote-summary.ts';

interface DisconnectDialogProps {
  readonly onClose: () => void;
}

/** Goes back to the library's own index, and says what becomes of what is on the server. */
export function DisconnectDialog({ onClose }: DisconnectDialogProps) {
  const { client } = useApp();
  const remote = useSnapshot((snapshot) => snapshot.remote);
  const [removePoints, setRemovePoints] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const disconnect = (fetch: boolean, points: boolean) => {
    setBusy(true);
    setProblem(null);
    client.qdrant
      .disconnect({ fetch, removePoints: points })
      .then(onClose, (error: unknown) => setProblem(toFailure(error).message))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title="Disconnect the Qdrant server?"
      description="This computer’s own index is searched again; it has its vectors already, and those that it lacks are fetched first. Other machines’ history is no longer found here. The key is forgotten."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {problem !== null && (
            <Button disabled={busy} onClick={() => disconnect(false, false)}>
              Disconnect anyway
            </Button>
          )}
          <Button tone="danger" disabled={busy} onClick={() => disconnect(true, removePoints)}>
            Disconnect
          </Button>
        </>
      }
    >
      <label className="server-choice">
        <input
          type="checkbox"
          checked={removePoints}
          onChange={(event) => setRemovePoints(event.target.checked)}
        />
        Also remove this machine’s points from the server: other machines find them no longer.
      </label>
      <div role="status">
        {busy && remote?.state.phase === 'leaving' && (
          <p className="settings-note numbers">{summariseRemote(remote).text}</p>
        )}
        {problem !== null && (
          <p className="server-problem">
            {problem} Without the server, vectors that are missing here are made again and its points stay.
          </p>
        )}
      </div>
    </Dialog>
  );
}
