import { screen } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { SearchView } from '../../../../../renderer/features/search/SearchView.tsx';
import { aConversation, aDoubleState } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const conversations = ['first', 'second'].map((title) => aConversation(`claude-code:${title}`, { title }));
const row = (title: string) => screen.findByRole('button', { name: new RegExp(title) });

let user: UserEvent;
beforeEach(async () => {
  ({ user } = await renderApp(<SearchView />, createAppDouble({ ...aDoubleState(), conversations })));
  await row('first');
});

test('arrows move from the box among the recent conversations and back', async () => {
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(document.activeElement).toBe(await row('second'));
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toBe(screen.getByRole('combobox'));
});

test('what is typed on a row goes into the box', async () => {
  await user.keyboard('{ArrowDown}cat');
  expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('cat');
});

test('arrows choose among the commands', async () => {
  await user.type(screen.getByRole('combobox'), '> go to{ArrowDown}{ArrowDown}');
  expect(document.activeElement?.textContent).toBe('Go to Sources');
});
