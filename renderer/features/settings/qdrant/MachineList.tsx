import { useCallback, useState } from 'react';
import type { MachinePointsView } from '../../../../electron/shared/contract/qdrant.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { formatAmount } from '../../../format/numbers.ts';
import { useApp, useAttempt } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';
import { Setting } from '../Setting.tsx';

interface MachineListProps {
  /** This machine's name there. */
  readonly own: string;
}

/** Whose history is on the server, each with its points, and to be removed. */
export function MachineList({ own }: MachineListProps) {
  const { client } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.qdrant.machines(), [client]);
  const { loaded, reload } = useLoaded(load);
  const [removing, setRemoving] = useState<MachinePointsView | null>(null);
  if (loaded.status !== 'ready') return null;
  const remove = (machine: string) =>
    attempt(async () => {
      await client.qdrant.removeMachine({ machine });
      setRemoving(null);
      reload();
    });
  return (
    <>
      {loaded.value.map((each) => (
        <Setting
          key={each.machine}
          title={each.machine}
          text={<span className="numbers">{formatAmount(each.points, 'point')}</span>}
        >
          {each.machine === own ? (
            <span className="setting-value">This machine</span>
          ) : (
            <Button aria-label={`Remove ${each.machine}…`} onClick={() => setRemoving(each)}>
              Remove…
            </Button>
          )}
        </Setting>
      ))}
      {removing && (
        <Dialog
          title={`Remove “${removing.machine}” from the server?`}
          description={`Of its ${formatAmount(removing.points, 'point')}, those that no other machine holds are deleted. If it still runs, it sends them again.`}
          onClose={() => setRemoving(null)}
          actions={
            <>
              <Button onClick={() => setRemoving(null)}>Cancel</Button>
              <Button tone="danger" onClick={() => remove(removing.machine)}>
                Remove this machine’s points
              </Button>
            </>
          }
        />
      )}
    </>
  );
}
