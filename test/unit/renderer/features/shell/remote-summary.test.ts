import { expect, test } from 'vitest';
import type { RemoteView } from '../../../../../electron/shared/contract/qdrant.ts';
import { summariseRemote } from '../../../../../renderer/features/shell/remote-summary.ts';

const away = { code: 'qdrant-away', message: 'The server can’t be reached.' } as const;

test.each<[RemoteView['state'], string, number | null]>([
  [
    { phase: 'catching-up', sent: 1_234, pending: 18_766, etaSeconds: 180 },
    'Catching up: 1,234 of 20,000 points, 3 minutes left.',
    0.0617,
  ],
  [{ phase: 'catching-up', sent: 0, pending: 1, etaSeconds: null }, 'Catching up: 0 of 1 point.', 0],
  [{ phase: 'in-step', sent: 5 }, 'In step: 5 points of this machine.', null],
  [
    { phase: 'away', pending: 3, failure: away },
    'The server can’t be reached. 3 points wait to be sent.',
    null,
  ],
  [{ phase: 'paused', pending: null }, 'Paused together with syncing.', null],
  [{ phase: 'leaving', copied: 1, missing: 4 }, 'Moving back: 1 of 4 missing vectors fetched.', 0.25],
])('says what a server is doing: %o', (state, text, share) => {
  expect(summariseRemote({ state, refused: 0 })).toMatchObject({ text, share });
});

test('says what the server refused', () => {
  const summary = summariseRemote({ state: { phase: 'in-step', sent: 5 }, refused: 2 });
  expect(summary).toMatchObject({
    tone: 'attention',
    text: expect.stringContaining('refused 2 points') as unknown,
  });
});
