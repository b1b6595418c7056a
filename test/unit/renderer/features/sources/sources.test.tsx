import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { describeRestored } from '../../../../../renderer/features/sources/describe-restored.ts';
import { SourcesView } from '../../../../../renderer/features/sources/SourcesView.tsx';
import { aSource } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

test('a source is removed from sync only, unless its conversations are to go too', async () => {
  const double = createAppDouble({ sources: [aSource(7, '/home/mara/notes')] });
  const { user } = await renderApp(<SourcesView />, double);
  await user.click(await screen.findByRole('button', { name: 'More about /home/mara/notes' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
  await user.click(await screen.findByRole('button', { name: 'Remove source' }));
  expect(double.calls).toContainEqual({ channel: 'sources.remove', input: { id: 7, conversations: false } });
  expect(await screen.findByText('No sources yet')).toBeTruthy();
});

test('a source is paused', async () => {
  const double = createAppDouble({ sources: [aSource(7, '/home/mara/notes')] });
  const { user } = await renderApp(<SourcesView />, double);
  await user.click(await screen.findByRole('button', { name: 'More about /home/mara/notes' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Pause' }));
  expect(await screen.findByText('Paused')).toBeTruthy();
});

test('the files that copies are kept of are counted and restored', async () => {
  const copies = { files: 14, storedBytes: 3_000_000 };
  const double = createAppDouble({ sources: [aSource(7, '/home/mara/.claude', { copies })] });
  const { user } = await renderApp(<SourcesView />, double);
  expect(await screen.findByText(/14 kept as copies, 2.9 MB/)).toBeTruthy();
  await user.click(await screen.findByRole('button', { name: 'More about /home/mara/.claude' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Restore original files' }));
  expect(double.calls).toContainEqual({ channel: 'sources.restoreOriginals', input: { id: 7 } });
});

test('nothing is offered to be restored where there are no copies', async () => {
  const double = createAppDouble({ sources: [aSource(7, '/home/mara/notes')] });
  const { user } = await renderApp(<SourcesView />, double);
  await user.click(await screen.findByRole('button', { name: 'More about /home/mara/notes' }));
  expect(screen.queryByRole('menuitem', { name: 'Restore original files' })).toBeNull();
});

test('files are counted by format where there are several', async () => {
  const formats = [
    { format: 'claude-code', files: 412 },
    { format: 'codex', files: 30 },
    { format: 'gemini', files: 3 },
    { format: 'aider', files: 2 },
  ];
  await renderApp(<SourcesView />, createAppDouble({ sources: [aSource(7, '/home/mara', { formats })] }));
  expect(await screen.findByText(/Claude Code 412, Codex 30, Gemini 3, 2 of other formats/)).toBeTruthy();
});

test('what could not be restored is named', () => {
  const folder = '/restored';
  const failed = [{ path: '/home/a.jsonl', message: 'The copy is damaged.' }];
  expect(describeRestored({ folder, files: 1, failed })).toEqual({
    tone: 'error',
    title: '1 original file restored to /restored. 1 file could not be restored.',
    details: ['/home/a.jsonl: The copy is damaged.'],
  });
  expect(describeRestored({ folder, files: 2, failed: [] })).toMatchObject({
    tone: 'info',
    title: '2 original files restored to /restored.',
  });
});
