import { expect, test } from 'vitest';
import { backlogShare, summarise } from '../../../../../renderer/features/shell/sync-summary.ts';
import { aSnapshot, importingSnapshot, NOW } from '../../../../doubles/client-state.ts';

test.each([
  ['up to date', aSnapshot(), 'good', 'Up to date'],
  ['reading', importingSnapshot(), 'busy', 'Reading, 57 %'],
  ['paused', importingSnapshot({ sync: { phase: 'paused', until: null } }), 'paused', 'Paused'],
  [
    'idle with failed files',
    aSnapshot({ files: { total: 3, done: 1, pending: 0, failed: 2 } }),
    'attention',
    '2 files failed',
  ],
  [
    'stopped',
    aSnapshot({ sync: { phase: 'failed', failure: { code: 'ceiling-too-low', message: 'Raise it.' } } }),
    'attention',
    'Needs attention',
  ],
])('%s', (_name, snapshot, tone, title) => {
  expect(summarise(snapshot, NOW)).toMatchObject({ tone, title });
});

test('an empty library is done', () => {
  const empty = { files: { total: 0, done: 0, pending: 0, failed: 0 }, indexes: [] };
  expect(backlogShare(empty)).toBe(1);
});
