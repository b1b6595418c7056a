import { expect, test } from 'vitest';
import { backlogShare, summarise } from '../../../../../renderer/features/shell/sync-summary.ts';
import { aSnapshot, importingSnapshot, NOW } from '../../../../doubles/client-state.ts';
import { aRemote } from '../../../../doubles/qdrant-view.ts';

const away = { code: 'qdrant-away' as const, message: 'It can’t be reached.' };

test.each([
  ['up to date', aSnapshot(), 'good', 'Up to date'],
  ['reading', importingSnapshot(), 'busy', 'Reading, 57\u00a0%'],
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
  ['up to date, the server too', aSnapshot({ remote: aRemote() }), 'good', 'Up to date'],
  [
    'up to date while the server catches up',
    aSnapshot({ remote: aRemote({ phase: 'catching-up', sent: 80, pending: 20, etaSeconds: 9 }) }),
    'busy',
    'Sending, 80\u00a0%',
  ],
  [
    'up to date while the server is away',
    aSnapshot({ remote: aRemote({ phase: 'away', pending: 20, failure: away }) }),
    'attention',
    'Qdrant is away',
  ],
  [
    'reading while the server is away',
    importingSnapshot({ remote: aRemote({ phase: 'away', pending: 20, failure: away }) }),
    'busy',
    'Reading, 57\u00a0%',
  ],
  ['connecting', aSnapshot({ remote: aRemote({ phase: 'connecting' }) }), 'busy', 'Connecting'],
  [
    'leaving a server',
    aSnapshot({ remote: aRemote({ phase: 'leaving', copied: 1, missing: 4 }) }),
    'busy',
    'Moving back, 25\u00a0%',
  ],
])('%s', (_name, snapshot, tone, title) => {
  expect(summarise(snapshot, NOW)).toMatchObject({ tone, title });
});

test('what waits for a server that is away is said; with nothing, why it is', () => {
  const detail = (pending: number) =>
    summarise(aSnapshot({ remote: aRemote({ phase: 'away', pending, failure: away }) }), NOW).detail;
  expect(detail(1_200)).toBe('1,200 points to be sent');
  expect(detail(0)).toBe('It can’t be reached.');
});

test('an empty library is done', () => {
  const empty = { files: { total: 0, done: 0, pending: 0, failed: 0 }, indexes: [] };
  expect(backlogShare(empty)).toBe(1);
});
