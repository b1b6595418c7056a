import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FailuresView } from '../../../../../renderer/features/failures/FailuresView.tsx';
import { groupFailures } from '../../../../../renderer/features/failures/group-failures.ts';
import type { FailureRow } from '../../../../../electron/shared/contract/sources.ts';
import { skipReasons } from '../../../../../electron/shared/conversation.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const locked = (name: string): FailureRow => ({
  kind: 'file',
  path: `/home/mara/${name}`,
  attempts: 1,
  failure: { code: 'file-not-permitted', message: 'You are not allowed to read this file.' },
});
const lines: FailureRow = {
  kind: 'lines',
  path: '/home/mara/c',
  reason: 'invalid-json',
  count: 40,
  firstName: null,
};

test('failures are counted by reason, the most first', () => {
  const groups = groupFailures([locked('a'), locked('b'), lines]);
  expect(groups.map(({ title, count }) => [title, count])).toEqual([
    ['Left out: lines that are no JSON', 40],
    ['Not allowed to read', 2],
  ]);
});

test('a file is shown in its folder, on the desktop', async () => {
  const double = createAppDouble({ failures: [locked('a.jsonl')] });
  const { user } = await renderApp(<FailuresView />, double);
  await user.click(await screen.findByRole('button', { name: 'Show in its folder' }));
  expect(double.calls).toContainEqual({
    channel: 'sync.showFailedFile',
    input: { path: '/home/mara/a.jsonl' },
  });
});

test('each is named, and all can be tried again', async () => {
  const double = createAppDouble({ failures: [locked('a.jsonl')] });
  const { user } = await renderApp(<FailuresView />, double);
  expect(await screen.findByText('a.jsonl')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Retry all' }));
  expect(await screen.findByText('Nothing failed')).toBeTruthy();
});

test('what was left out says why, how often, and what the first is called', async () => {
  const broken: FailureRow = {
    kind: 'lines',
    path: '/home/mara/conversations.json',
    reason: 'broken-conversation',
    count: 2,
    firstName: 'Tide tables',
  };
  await renderApp(<FailuresView />, createAppDouble({ failures: [broken] }));
  expect(await screen.findByText('Left out: conversations that are broken')).toBeTruthy();
  expect(await screen.findByText('2 times, first: “Tide tables”')).toBeTruthy();
});

test('every reason for which something is left out has words for people', () => {
  for (const reason of skipReasons) {
    const [group] = groupFailures([{ kind: 'lines', path: '/a', reason, count: 1, firstName: null }]);
    expect(group?.title).not.toContain(reason);
  }
});
