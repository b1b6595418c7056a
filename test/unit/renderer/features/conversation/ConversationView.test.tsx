import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ConversationView } from '../../../../../renderer/features/conversation/ConversationView.tsx';
import { createMessagePages } from '../../../../../renderer/features/conversation/message-pages.ts';
import { aConversation, aMessage } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const view = { name: 'conversation' as const, id: 'claude-code:one', messageId: null, words: [] };

test('its title and where it is from; the command to go on with it can be copied', async () => {
  const { user } = await renderApp(<ConversationView view={view} />);
  expect(await screen.findByRole('heading', { level: 1 })).toHaveProperty(
    'textContent',
    'Flaky login spec that only fails on the build server',
  );
  await user.click(screen.getByRole('button', { name: 'Copy resume command' }));
  expect(await navigator.clipboard.readText()).toBe('claude --resume one');
});

test('one that only another machine has says so, and nothing can be done to it', async () => {
  const elsewhere = aConversation('codex:glaze', {
    heldBy: ['bo', 'cleo'],
    resume: { kind: 'none', why: 'It is elsewhere.' },
    paths: [],
  });
  const double = createAppDouble({ conversations: [elsewhere] });
  const { user } = await renderApp(<ConversationView view={{ ...view, id: 'codex:glaze' }} />, double);
  expect((await screen.findByRole('note')).textContent).toMatch(
    /^This conversation is on bo and cleo, not on/,
  );
  expect(screen.getByRole('button', { name: 'Find in conversation' })).toBeTruthy();
  for (const name of ['Star', 'More', 'Copy as Markdown', 'Copy resume command'])
    expect(screen.queryByRole('button', { name })).toBeNull();
  await user.keyboard('s');
  expect(double.calls.map(({ channel }) => channel)).not.toContain('marks.change');
});

test('one of a subagent leads to the one that it belongs to', async () => {
  const sub = aConversation('claude-code:sub', { kind: 'subagent', parent: 'claude-code:one' });
  const double = createAppDouble({ conversations: [sub, aConversation()] });
  const { app, user } = await renderApp(<ConversationView view={{ ...view, id: sub.id }} />, double);
  await user.click(await screen.findByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Open the conversation it belongs to' }));
  expect(app.navigation.store.getState().view).toMatchObject({ name: 'conversation', id: 'claude-code:one' });
});

test('a conversation that has gone is told', async () => {
  await renderApp(<ConversationView view={{ ...view, id: 'claude-code:gone' }} />);
  expect(await screen.findByText('That conversation is no longer in the library.')).toBeTruthy();
});

test('pages are asked for once, as they are needed', async () => {
  const id = 'claude-code:one';
  const messages = Array.from({ length: 500 }, (_, position) => aMessage(position, `text ${position}`));
  const double = createAppDouble({
    conversations: [aConversation(id, { messages: 500 })],
    messages: new Map([[id, messages]]),
  });
  const pages = createMessagePages(double.client, id);
  await pages.open(400);
  pages.need(395, 425);
  pages.need(395, 425);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const asked = double.calls.filter(({ channel }) => channel === 'conversations.messages');
  expect(asked.map(({ input }) => (input as { from: number }).from)).toEqual([360, 420]);
  expect(pages.store.getState().messages.get(425)?.id).toBe('message-425');
});
