import { act, fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Window } from '../../../../../renderer/features/shell/Window.tsx';
import type { Connection } from '../../../../../renderer/transport/connection.ts';
import { aDoubleState, aSnapshot } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const atSources = async (double = createAppDouble(), change = {}) => {
  const rendered = await renderApp(<Window />, double, change);
  act(() => rendered.app.navigation.go({ name: 'sources' }));
  return rendered;
};

test('what is dropped anywhere is added, and twice the same is told', async () => {
  const double = createAppDouble();
  await renderApp(<Window />, double);
  const dataTransfer = { types: ['Files'], files: [new File(['x'], 'projects')], items: [] };
  act(() => history.replaceState(null, ''));
  fireEvent.dragEnter(document.body, { dataTransfer });
  expect(screen.getByText('Drop to add to your library')).toBeTruthy();
  fireEvent.drop(document.body, { dataTransfer });
  expect(await screen.findByText('“projects” added.')).toBeTruthy();
  fireEvent.drop(document.body, { dataTransfer });
  expect(await screen.findByText('“projects” is in your library already.')).toBeTruthy();
});

test('what is dragged away again leaves the window as it was', async () => {
  await renderApp(<Window />);
  const dataTransfer = { types: ['Files'], files: [], items: [] };
  for (const leave of ['dragLeave', 'pointerMove'] as const) {
    fireEvent.dragEnter(document.body, { dataTransfer });
    const cover = screen.getByText('Drop to add to your library').closest('.drop-overlay');
    if (!cover) throw new Error('There is no cover.');
    fireEvent[leave](cover, { dataTransfer });
    expect(screen.queryByText('Drop to add to your library')).toBeNull();
  }
});

test('what was refused is named with why', async () => {
  const double = createAppDouble();
  double.answer('sources.add', () => [
    { path: '/dropped/photo.png', outcome: 'refused', message: 'A picture holds no conversation.' },
  ]);
  await atSources(double);
  fireEvent.drop(document.body, {
    dataTransfer: { types: ['Files'], files: [new File(['x'], 'photo.png')] },
  });
  expect(await screen.findByText('photo.png: A picture holds no conversation.')).toBeTruthy();
});

test('a library that can’t be opened takes the whole window, with what to do', async () => {
  const failure = {
    code: 'library-damaged',
    message: 'The library is damaged. Put a backup in its place.',
  } as const;
  const snapshot = aSnapshot({ sync: { phase: 'failed', failure } });
  const double = createAppDouble({ ...aDoubleState(), snapshot });
  const { user } = await renderApp(<Window />, double);
  expect(screen.getByRole('alert').textContent).toContain(failure.message);
  expect(screen.queryByRole('navigation')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(double.calls.map(({ channel }) => channel)).toContain('sync.retry');
});

test('a damaged library can be set aside, and the window begins as on the first run', async () => {
  const failure = { code: 'library-damaged', message: 'The library is damaged.' } as const;
  const double = createAppDouble({
    ...aDoubleState(),
    snapshot: aSnapshot({ sync: { phase: 'failed', failure } }),
  });
  const { user } = await renderApp(<Window />, double);
  await user.click(screen.getByRole('button', { name: 'Begin a new library' }));
  expect(await screen.findByText(/library\.db\.damaged-/)).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('found again');
});

test('a library that can’t be written to stays where it is', async () => {
  const failure = { code: 'library-not-writable', message: 'The library is read-only.' } as const;
  const snapshot = aSnapshot({ sync: { phase: 'failed', failure } });
  await renderApp(<Window />, createAppDouble({ ...aDoubleState(), snapshot }));
  expect(screen.queryByRole('button', { name: 'Begin a new library' })).toBeNull();
});

test('a library that is being opened is neither empty nor a first run', async () => {
  const idle = aSnapshot();
  const snapshot = aSnapshot({ sync: { phase: 'opening' }, host: { ...idle.host, firstRun: true } });
  await renderApp(<Window />, createAppDouble({ ...aDoubleState(), snapshot }));
  expect(screen.getByText('Opening your library…')).toBeTruthy();
  expect(screen.queryByRole('heading')).toBeNull();
});

test('a lost connection is told and tried again on request', async () => {
  let tried = 0;
  const connection: Connection = {
    state: () => 'lost',
    onChange: () => () => undefined,
    retry: () => (tried += 1),
  };
  const { user } = await atSources(createAppDouble(), { connection });
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  expect(tried).toBe(1);
});

test('Ctrl+K focuses the search from another view', async () => {
  await atSources();
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  expect(document.activeElement).toBe(await screen.findByRole('combobox'));
});
