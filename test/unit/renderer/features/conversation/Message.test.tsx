import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { findNothing, findText } from '../../../../../renderer/features/conversation/find-words.ts';
import { Message } from '../../../../../renderer/features/conversation/Message.tsx';
import { aMessage } from '../../../../doubles/client-state.ts';
import { renderApp } from '../../render-app.tsx';

test('hostile text is shown as text', async () => {
  const hostile =
    '<img src=x onerror=alert(1)> [link](javascript:alert(1))\n\n```html\n<script>alert(1)</script>\n```';
  await renderApp(<Message message={aMessage(0, hostile)} find={findNothing} current={false} />);
  const article = screen.getByRole('article');
  expect(article.querySelector('img, script, a')).toBeNull();
  expect(article.textContent).toContain('<img src=x onerror=alert(1)>');
  expect(article.textContent).toContain('<script>alert(1)</script>');
});

test('tool calls are one line until they are opened', async () => {
  const message = aMessage(1, '', {
    parts: [
      { kind: 'tool-call', text: 'Bash {"command":"ls"}' },
      { kind: 'tool-result', text: 'first line\nsecond line' },
    ],
  });
  const { user } = await renderApp(<Message message={message} find={findNothing} current={false} />);
  expect(screen.queryByText(/second line/)).toBeNull();
  await user.click(screen.getByRole('button', { name: /Answered/ }));
  expect(screen.getByText(/second line/)).toBeTruthy();
});

test('a tool’s answer that was jumped to is open where it has the words', async () => {
  const message = aMessage(1, '', { parts: [{ kind: 'tool-result', text: 'one\nneedle' }] });
  await renderApp(<Message message={message} find={findText('needle')} current />);
  expect(screen.getByText('needle').tagName).toBe('MARK');
});

const foundByMeaning = { kind: 'tool-result', text: 'one\nfound by meaning' } as const;

test('a tool’s answer that was jumped to is open where nothing else was said', async () => {
  const message = aMessage(1, '', { parts: [foundByMeaning] });
  await renderApp(<Message message={message} find={findText('needle')} current />);
  expect(screen.getByText(/found by meaning/)).toBeTruthy();
});

test('a tool’s answer that was jumped to stays closed beside what was said', async () => {
  const message = aMessage(1, '', { parts: [{ kind: 'text', text: 'I looked.' }, foundByMeaning] });
  await renderApp(<Message message={message} find={findText('needle')} current />);
  expect(screen.queryByText(/found by meaning/)).toBeNull();
});

test('the rest of a very long text is there when it is asked for', async () => {
  const { user } = await renderApp(
    <Message message={aMessage(0, `${'word '.repeat(6_000)}END`)} find={findNothing} current={false} />,
  );
  expect(screen.queryByText(/END/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Show all 30,003 letters' }));
  expect(screen.getByText(/END/)).toBeTruthy();
});
