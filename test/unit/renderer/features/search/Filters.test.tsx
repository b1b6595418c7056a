import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SearchView } from '../../../../../renderer/features/search/SearchView.tsx';
import { NO_MARKS } from '../../../../../electron/shared/marks.ts';
import { aConversation, aMessage } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

function aDouble() {
  const conversations = [
    aConversation('claude-code:pots', { title: 'About pots', project: '/home/ana/pots' }),
    aConversation('codex:pots', { title: 'More about pots', source: 'codex', project: '/home/ana/pots' }),
    aConversation('codex:pans', { title: 'About pans', source: 'codex', project: '/home/ana/pans' }),
    aConversation('codex:secret', {
      title: 'A hidden one',
      source: 'codex',
      project: null,
      marks: { ...NO_MARKS, hidden: true },
    }),
  ];
  const messages = new Map(conversations.map(({ id }) => [id, [aMessage(0, 'the kiln stayed cold')]]));
  return createAppDouble({ conversations, messages });
}

/** Opens a filter's menu and gives its choices with their counts. */
async function choices(user: Awaited<ReturnType<typeof renderApp>>['user'], chip: RegExp): Promise<string[]> {
  await user.click(screen.getByRole('button', { name: chip }));
  await screen.findByRole('menu');
  return screen.getAllByRole('menuitemradio').map(({ textContent }) => textContent);
}

test('a filter alone lists what passes it, the hidden ones too where they are asked for', async () => {
  const { user } = await renderApp(<SearchView />, aDouble());
  await choices(user, /^Source:/);
  await user.click(screen.getByRole('menuitemradio', { name: /Codex/ }));
  expect(await screen.findByRole('region', { name: 'Conversations' })).toBeTruthy();
  expect(await screen.findByText('2 conversations')).toBeTruthy();
  expect(screen.getByRole('button', { name: /About pans/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /A hidden one/ })).toBeNull();

  await user.click(screen.getByRole('button', { name: /^Marked:/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Hidden from search' }));
  expect(await screen.findByRole('button', { name: /A hidden one/ })).toBeTruthy();
  expect(await screen.findByText('1 conversation')).toBeTruthy();

  await user.click(screen.getByRole('button', { name: /^Project:/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: /pans/ }));
  expect(await screen.findByText('No conversation passes these filters')).toBeTruthy();
  await user.click(
    within(screen.getByRole('group', { name: 'Filters' })).getByRole('button', { name: 'Clear filters' }),
  );
  expect(await screen.findByRole('region', { name: 'Recent conversations' })).toBeTruthy();
});

test('the counts are of the present search, and of what is filtered by as if it were not', async () => {
  const { app, user } = await renderApp(<SearchView />, aDouble());
  await user.type(screen.getByRole('combobox'), 'kiln');
  await waitFor(() => expect(app.search.store.getState().status).toBe('done'));
  expect(await choices(user, /^Source:/)).toEqual(['Any source', 'Codex2', 'Claude Code1']);
  await user.click(screen.getByRole('menuitemradio', { name: /Claude Code/ }));
  await waitFor(() => expect(app.search.store.getState()).toMatchObject({ status: 'done', hits: [{}] }));

  expect(await choices(user, /^Project:/)).toEqual(['Any project', 'pots1', 'pans']);
  await user.keyboard('{Escape}');
  await choices(user, /^Source:/);
  await waitFor(() =>
    expect(screen.getAllByRole('menuitemradio').map(({ textContent }) => textContent)).toEqual([
      'Any source',
      'Codex2',
      'Claude Code1',
    ]),
  );
});

test('a project that is written from right to left leaves what stands beside it where it is', async () => {
  const pots = aConversation('codex:pots', { project: '/home/ana/مشروع' });
  const messages = new Map([[pots.id, [aMessage(0, 'the kiln stayed cold')]]]);
  const { user } = await renderApp(<SearchView />, createAppDouble({ conversations: [pots], messages }));
  expect((await screen.findByText('مشروع')).tagName).toBe('BDI');
  await user.type(screen.getByRole('combobox'), 'kiln');
  await screen.findByRole('grid', { name: 'Results' });
  expect(screen.getByText('مشروع').tagName).toBe('BDI');
});
