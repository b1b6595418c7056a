import { Card } from '../../components/Page.tsx';
import { Path } from '../../components/Path.tsx';
import type { ProcessState, Snapshot } from '../../../electron/shared/contract/snapshot.ts';
import { formatAmount, formatMegabytes } from '../../format/numbers.ts';
import { formatAgo, formatClock } from '../../format/times.ts';
import { useSnapshot } from '../../state/app.tsx';
import { useNow } from '../../state/use-now.ts';

/** What is happening at this moment, and in which processes. */
export function NowCard() {
  const sync = useSnapshot((snapshot) => snapshot.sync);
  const remote = useSnapshot((snapshot) => snapshot.remote);
  const processes = useSnapshot(({ memory }) => memory.processes);
  return (
    <Card title="Now">
      <div className="now-doing">
        <Doing sync={sync} remote={remote} />
      </div>
      <table className="processes numbers">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Process</th>
            <th scope="col">State</th>
            <th scope="col">Restarts</th>
            <th scope="col">Memory</th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <Process key={`${process.role} ${process.slot}`} process={process} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** A process as the graph names it: slots count from 0, people from 1. */
function processName({ role, slot }: ProcessState): string {
  return role === 'embedder' ? `Embedder ${slot + 1}` : role === 'reader' ? 'Reader' : 'Main';
}

function Process({ process }: { readonly process: ProcessState }) {
  return (
    <tr title={`Process ${process.pid}, at most ${formatMegabytes(process.peakMb)} so far`}>
      <th scope="row">{processName(process)}</th>
      <td className="process-state">{process.state}</td>
      <td className="process-restarts">
        {process.restarts > 0 && formatAmount(process.restarts, 'restart')}
      </td>
      <td>{formatMegabytes(process.rssMb)}</td>
    </tr>
  );
}

function Doing({ sync, remote }: Pick<Snapshot, 'sync' | 'remote'>) {
  const now = useNow();
  switch (sync.phase) {
    case 'idle':
      if (remote?.state.phase === 'catching-up') return 'Sending to the Qdrant server what was embedded';
      return sync.syncedAt === null
        ? 'Nothing to do'
        : `${remote?.state.phase === 'away' ? 'Up to date here' : 'Up to date'}, checked ${formatAgo(sync.syncedAt, now)}`;
    case 'opening':
      return 'Opening the library';
    case 'scanning':
      return sync.path === null ? (
        'Looking for new and changed files'
      ) : (
        <>
          Looking through <Path path={sync.path} />
        </>
      );
    case 'reading':
      return sync.path === null ? (
        'Reading'
      ) : (
        <>
          Reading <Path path={sync.path} />
        </>
      );
    case 'embedding':
      return 'Embedding what was read, the newest conversations first';
    case 'paused':
      return sync.until === null ? 'Paused until you resume' : `Paused until ${formatClock(sync.until)}`;
    case 'failed':
      return 'Stopped, see above';
  }
}
