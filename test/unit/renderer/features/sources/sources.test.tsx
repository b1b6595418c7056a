import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SourcesView } from '../../../../../renderer/features/sources/SourcesView.tsx';
import { aSource } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

test('a source is removed from sync only, unless its conversations are to go too', async () => {
  const double = createAppDouble({ sources: [aSource(7, '/home/mara/notes')] });
  const { user } = await renderApp(<SourcesView />, double);
  await user.click(await screen.findByRole('button', { name: 'More about /home/mara/notes' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
  await user.click(await screen.findByRole('button', { name: 'Stop keeping in step' }));
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
