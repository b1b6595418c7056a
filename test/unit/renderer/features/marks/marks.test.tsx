import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ConversationView } from '../../../../../renderer/features/conversation/ConversationView.tsx';
import { actionOfKey } from '../../../../../renderer/features/marks/conversation-actions.ts';
import { SimilarDialog } from '../../../../../renderer/features/marks/SimilarDialog.tsx';
import { TagDialog } from '../../../../../renderer/features/marks/TagDialog.tsx';
import { SearchView } from '../../../../../renderer/features/search/SearchView.tsx';
import { HelpOverlay } from '../../../../../renderer/features/shell/HelpOverlay.tsx';
import { aConversation, aMessage } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const id = 'claude-code:one';
const view = { name: 'conversation' as const, id, messageId: null, words: [] };
const aDouble = () =>
  createAppDouble({
    conversations: [aConversation(id)],
    messages: new Map([[id, [aMessage(0, 'the kiln stayed cold')]]]),
  });
const changes = (double: ReturnType<typeof createAppDouble>) =>
  double.calls.filter(({ channel }) => channel === 'marks.change').map(({ input }) => input);

test('a letter by itself marks the conversation that is open', async () => {
  const double = aDouble();
  const { user } = await renderApp(<ConversationView view={view} />, double);
  await screen.findByRole('button', { name: 'Star' });
  await user.keyboard('s');
  expect(await screen.findByRole('button', { name: 'Remove the star' })).toBeTruthy();
  await user.keyboard('s');
  await screen.findByRole('button', { name: 'Star' });
  await user.keyboard('h');
  expect(await screen.findByText('hidden')).toBeTruthy();
  expect(changes(double)).toEqual([
    { id, change: { starred: true } },
    { id, change: { starred: false } },
    { id, change: { hidden: true } },
  ]);
});

test('a conversation is copied as Markdown', async () => {
  const { user } = await renderApp(<ConversationView view={view} />, aDouble());
  await user.click(await screen.findByRole('button', { name: 'Copy as Markdown' }));
  expect(await navigator.clipboard.readText()).toContain('the kiln stayed cold');
});

test('the chosen hit is marked from the list, and letters in the box are letters', async () => {
  const double = aDouble();
  const { app, user } = await renderApp(<SearchView />, double);
  await user.type(screen.getByRole('combobox'), 'kiln');
  const grid = await screen.findByRole('grid', { name: 'Results' });
  await user.type(screen.getByRole('combobox'), 's');
  expect(app.search.store.getState().query).toBe('kilns');
  expect(changes(double)).toEqual([]);
  await user.type(screen.getByRole('combobox'), '{Backspace}');
  await screen.findByRole('grid', { name: 'Results' });
  grid.focus();
  fireEvent.keyDown(screen.getByRole('grid', { name: 'Results' }), { key: 's' });
  expect(await screen.findByText('Starred', { selector: '.visually-hidden' })).toBeTruthy();
});

test('r copies what goes on with a conversation, or says why nothing does', async () => {
  const conversations = [
    aConversation(id),
    aConversation('claude-ai:two', { resume: { kind: 'link', url: 'https://claude.ai/chat/two' } }),
    aConversation('text:three', { resume: { kind: 'none', why: 'No agent can go on with it.' } }),
  ];
  const double = createAppDouble({ conversations });
  const { app, user } = await renderApp(<ConversationView view={view} />, double);
  const shown = () => app.messages.store.getState().shown.map(({ title, details }) => [title, ...details]);
  await screen.findByRole('button', { name: 'Copy resume command' });
  await user.keyboard('r');
  await waitFor(() =>
    expect(shown()).toEqual([['Copied. Paste it into a terminal:', 'claude --resume one']]),
  );
  expect(await navigator.clipboard.readText()).toBe('claude --resume one');
  cleanup();

  const other = await renderApp(<ConversationView view={{ ...view, id: 'claude-ai:two' }} />, double);
  await other.user.click(await screen.findByRole('button', { name: 'Copy its link' }));
  expect(await navigator.clipboard.readText()).toBe('https://claude.ai/chat/two');
  cleanup();

  const none = await renderApp(<ConversationView view={{ ...view, id: 'text:three' }} />, double);
  await screen.findByRole('button', { name: 'Star' });
  expect(screen.queryByRole('button', { name: /^Copy (resume|its link)/ })).toBeNull();
  await none.user.keyboard('r');
  await waitFor(() =>
    expect(none.app.messages.store.getState().shown).toMatchObject([
      { title: 'No agent can go on with it.' },
    ]),
  );
});

test('m shows conversations like the one that is open, each of which can be opened', async () => {
  const double = createAppDouble({ conversations: [aConversation(id), aConversation('codex:two')] });
  const { app, user } = await renderApp(
    <>
      <ConversationView view={view} />
      <SimilarDialog />
    </>,
    double,
  );
  await screen.findByRole('button', { name: 'Star' });
  await user.keyboard('m');
  const dialog = await screen.findByRole('dialog', { name: 'Similar conversations' });
  await user.click(await within(dialog).findByRole('button', { name: /Flaky/ }));
  expect(app.navigation.store.getState().view).toMatchObject({ name: 'conversation', id: 'codex:two' });
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('tags are added and removed', async () => {
  const double = aDouble();
  const { app, user } = await renderApp(<TagDialog />, double);
  app.marks.tag(aConversation(id));
  await user.type(await screen.findByRole('combobox', { name: 'New tag' }), 'pottery{Enter}');
  await user.click(await screen.findByRole('button', { name: 'Remove the tag pottery' }));
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(changes(double)).toEqual([
    { id, change: { addTags: ['pottery'] } },
    { id, change: { removeTags: ['pottery'] } },
  ]);
});

test('a search is saved and searched again', async () => {
  const double = aDouble();
  const { app, user } = await renderApp(<SearchView />, double);
  await user.type(screen.getByRole('combobox'), 'kiln');
  await user.click(await screen.findByRole('button', { name: 'Save search' }));
  await user.clear(screen.getByRole('textbox', { name: 'Name' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Cold kilns{Enter}');
  await user.clear(screen.getByRole('combobox'));
  await user.click(await screen.findByRole('button', { name: 'Cold kilns' }));
  expect(app.search.store.getState().query).toBe('kiln');
});

test('the months of what was found are filters, with their counts', async () => {
  const double = aDouble();
  const { app, user } = await renderApp(<SearchView />, double);
  await user.type(screen.getByRole('combobox'), 'kiln');
  await screen.findByRole('grid', { name: 'Results' });
  await user.click(screen.getByRole('button', { name: /^Date/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: /March 2026/ }));
  expect(app.search.store.getState().filter).toEqual({
    after: new Date(2026, 2).getTime(),
    before: new Date(2026, 3).getTime(),
  });
});

test('? shows the keys, and not where somebody writes', async () => {
  const { user } = await renderApp(
    <>
      <HelpOverlay />
      <input aria-label="words" />
    </>,
  );
  await user.type(screen.getByRole('textbox'), '?');
  expect(screen.queryByRole('dialog')).toBeNull();
  fireEvent.keyDown(document.body, { key: '?' });
  expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy();
});

test('keys with Ctrl, and in fields, are not actions', () => {
  const press = (change: Partial<KeyboardEvent>) =>
    actionOfKey({
      key: 's',
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      target: document.body,
      ...change,
    });
  expect(press({})).toBe('star');
  expect(press({ ctrlKey: true })).toBeNull();
  expect(press({ target: document.createElement('input') })).toBeNull();
  expect(press({ key: 'x' })).toBeNull();
});
