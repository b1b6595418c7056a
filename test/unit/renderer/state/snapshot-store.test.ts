import { expect, test } from 'vitest';
import { RecollectError } from '../../../../electron/shared/errors.ts';
import { createSnapshotStore } from '../../../../renderer/state/snapshot-store.ts';
import { createAppDouble } from '../../../doubles/client.ts';

test('the mirror follows the app and keeps what did not change', async () => {
  const double = createAppDouble();
  const { store, refresh } = createSnapshotStore(double.client);
  await refresh();
  const first = store.getState();
  double.change({ etaSeconds: 12 });
  const second = store.getState();
  if (first.status !== 'ready' || second.status !== 'ready') throw new Error('It is not ready.');
  expect(second.snapshot.etaSeconds).toBe(12);
  expect(second.snapshot.files).toBe(first.snapshot.files);
});

test('an older snapshot is dropped, unless the host was asked anew', async () => {
  const double = createAppDouble();
  const { store, refresh, take } = createSnapshotStore(double.client);
  await refresh();
  double.change({ etaSeconds: 12 });
  take({ ...double.state.snapshot, revision: 0, etaSeconds: 99 });
  expect(store.getState()).toMatchObject({ snapshot: { etaSeconds: 12 } });
  double.state.snapshot = { ...double.state.snapshot, revision: 1, etaSeconds: 5 };
  await refresh();
  expect(store.getState()).toMatchObject({ snapshot: { etaSeconds: 5 } });
});

test('a host that can’t answer is a failure with its sentence', async () => {
  const double = createAppDouble();
  double.answer('snapshot.get', () => {
    throw new RecollectError('library-damaged', 'The library is damaged.');
  });
  const { store, refresh } = createSnapshotStore(double.client);
  await refresh();
  expect(store.getState()).toEqual({
    status: 'failed',
    failure: { code: 'library-damaged', message: 'The library is damaged.' },
  });
});
