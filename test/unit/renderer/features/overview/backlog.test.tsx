import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { backlogHeadline } from '../../../../../renderer/features/overview/backlog-headline.ts';
import { BacklogCard } from '../../../../../renderer/features/overview/BacklogCard.tsx';
import { NoticeList } from '../../../../../renderer/features/overview/NoticeList.tsx';
import { IndexCard } from '../../../../../renderer/features/overview/IndexCard.tsx';
import { PauseButton } from '../../../../../renderer/features/overview/PauseButton.tsx';
import { aSnapshot, aDoubleState, importingSnapshot } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const importing = () => createAppDouble({ ...aDoubleState(), snapshot: importingSnapshot() });

test('the headline says what is to be done', () => {
  expect(backlogHeadline(aSnapshot()).title).toBe('512 conversations, all searchable');
  const { library } = aSnapshot();
  expect(backlogHeadline(aSnapshot({ library: { ...library, conversations: 1 } })).title).toBe(
    '1 conversation, all searchable',
  );
  expect(backlogHeadline(importingSnapshot()).title).toBe('Reading 129 more files');
  expect(backlogHeadline(importingSnapshot()).detail).toContain('About 8 minutes left.');
  expect(backlogHeadline(importingSnapshot({ sync: { phase: 'paused', until: null } })).title).toBe(
    'Paused with 129 files and 14,829 chunks to do',
  );
});

test('the headline of what failed says what is left, and never that it goes on', () => {
  const failure = { code: 'spending-limit', message: 'The limit is reached.' } as const;
  const { title } = backlogHeadline(importingSnapshot({ sync: { phase: 'failed', failure } }));
  expect(title).toBe('Stopped with 129 files and 14,829 chunks to do');
});

test('what keeps texts from being sent is set right in the settings; what may pass is tried again', async () => {
  const failed = (code: 'spending-limit' | 'voyage-unavailable') => ({
    sync: { phase: 'failed' as const, failure: { code, message: 'Why.' } },
  });
  const double = createAppDouble({ ...aDoubleState(), snapshot: aSnapshot(failed('spending-limit')) });
  await renderApp(<NoticeList />, double);
  expect(screen.getByRole('button').textContent).toBe('Settings');
  act(() => double.change(failed('voyage-unavailable')));
  expect(screen.getByRole('button').textContent).toBe('Retry');
});

test('the bars and figures follow the snapshot', async () => {
  const double = importing();
  await renderApp(<BacklogCard />, double);
  const reading = screen.getByRole('progressbar', { name: 'Reading' });
  expect(reading.getAttribute('aria-valuetext')).toBe('414 of 543 files');
  const files = screen.getByRole('row', { name: /Files/ });
  expect(
    within(files)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['412', '129', '2']);
  act(() => double.change({ files: { total: 543, done: 500, pending: 41, failed: 2 } }));
  expect(reading.getAttribute('aria-valuetext')).toBe('502 of 543 files');
});

test('while there is nothing to do, what there is takes the place of a table of zeros; a failure brings it back', async () => {
  const double = createAppDouble(aDoubleState());
  await renderApp(<BacklogCard />, double);
  expect(screen.queryByRole('table')).toBeNull();
  expect(screen.getByText('Messages').nextSibling?.textContent).toContain('48,210');
  act(() => double.change({ files: { total: 543, done: 541, pending: 0, failed: 2 } }));
  expect(within(screen.getByRole('row', { name: /Files/ })).getByText('2')).toBeTruthy();
});

test('a provider that is not set up can’t be chosen', async () => {
  await renderApp(<IndexCard />, importing());
  expect(screen.getByRole('radio', { name: /On this computer/ }).getAttribute('aria-checked')).toBe('true');
  const voyage = screen.getByRole('radio', { name: /Voyage/ });
  expect(voyage).toHaveProperty('disabled', true);
  expect(voyage.textContent).toContain('Not set up');
});

test('sync is paused and resumed', async () => {
  const double = importing();
  const { user } = await renderApp(<PauseButton />, double);
  await user.click(screen.getByRole('button', { name: 'Pause' }));
  await user.click(await screen.findByRole('button', { name: 'Resume' }));
  expect(double.calls.slice(1)).toEqual([
    { channel: 'sync.pause', input: { minutes: null } },
    { channel: 'sync.resume', input: undefined },
  ]);
});
