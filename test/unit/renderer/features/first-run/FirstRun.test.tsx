import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FirstRun } from '../../../../../renderer/features/first-run/FirstRun.tsx';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const discovered = ['projects', 'sessions'].map((name) => ({
  path: `/home/mara/${name}`,
  format: 'claude-code',
  files: 12,
  bytes: 4_000_000,
  known: false,
}));

test('what was left out is not imported', async () => {
  const double = createAppDouble({ discovered });
  const { user } = await renderApp(<FirstRun />, double);
  await user.click(await screen.findByRole('checkbox', { name: /sessions/ }));
  await user.click(screen.getByRole('button', { name: 'Import 1 of 2' }));
  expect(double.calls).toContainEqual({ channel: 'sources.add', input: { paths: ['/home/mara/projects'] } });
  expect(double.state.snapshot.host.firstRun).toBe(false);
});

test('where nothing was found, the sample is offered', async () => {
  const double = createAppDouble();
  const { user } = await renderApp(<FirstRun />, double);
  expect(await screen.findByText(/No histories were found/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Look at the sample' }));
  expect(double.calls.map(({ channel }) => channel)).toContain('sources.addSample');
});
