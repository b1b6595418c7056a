import { expect, test } from 'vitest';
import type { Snapshot } from '../../../../electron/shared/contract/snapshot.ts';
import { Metrics } from '../../../../headless/web/metrics.ts';
import { readPrometheusText } from '../../../doubles/prometheus-text.ts';
import { aRemote } from '../../../doubles/qdrant-view.ts';
import { snapshotOf } from '../../../doubles/snapshot.ts';

/** The values of a metric, by their one label. */
async function valuesOf(remote: Snapshot['remote'], name: string): Promise<Record<string, number>> {
  const metrics = new Metrics(
    {
      snapshot: () => snapshotOf({ remote }),
      health: () => ({ status: 'ready', message: null }),
      eventCounts: () => ({ recycled: 0, killed: 0, crashed: 0, silent: 0, quarantined: 0, failed: 0 }),
    },
    '1.0.0',
  );
  const samples = readPrometheusText(await metrics.text()).get(name) ?? [];
  return Object.fromEntries(samples.map(({ labels, value }) => [labels.state ?? labels.phase ?? '', value]));
}

const failure = { code: 'qdrant-away' as const, message: 'It can’t be reached.' };

test.each([
  ['in step', aRemote({ phase: 'in-step', sent: 7 }), { pending: 0, sent: 7, refused: 0 }],
  [
    'catching up',
    aRemote({ phase: 'catching-up', sent: 7, pending: 5, etaSeconds: null }, { refused: 2 }),
    { pending: 5, sent: 7, refused: 2 },
  ],
  ['away', aRemote({ phase: 'away', pending: 5, failure }), { pending: 5, refused: 0 }],
  ['connecting: what waits is not known', aRemote({ phase: 'connecting' }), { refused: 0 }],
  ['none', null, {}],
] as const)('the backlog of a Qdrant server that is %s', async (_name, remote, points) => {
  expect(await valuesOf(remote, 'recollect_qdrant_points')).toEqual(points);
  expect(await valuesOf(remote, 'recollect_qdrant_phase')).toEqual(
    remote === null ? {} : { [remote.state.phase]: 1 },
  );
});
