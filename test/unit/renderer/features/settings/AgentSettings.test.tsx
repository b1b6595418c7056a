import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { AgentSettings } from '../../../../../renderer/features/settings/AgentSettings.tsx';
import { aSnapshot } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

const idle = aSnapshot();
const snapshot = { ...idle, settings: { ...idle.settings, agentAccess: true } };

test('agents are let in by a switch; until then there is no address and no token', async () => {
  const onChange = vi.fn();
  const { user } = await renderApp(<AgentSettings onChange={onChange} />);
  expect(screen.queryByText('Token')).toBeNull();
  await user.click(screen.getByRole('switch', { name: 'Let agents ask over HTTP' }));
  expect(onChange).toHaveBeenCalledWith({ agentAccess: true });
});

test('address and token can be copied; the token is not shown', async () => {
  const double = createAppDouble({ snapshot });
  const { user } = await renderApp(<AgentSettings onChange={vi.fn()} />, double);
  expect(await screen.findByText('http://127.0.0.1:4790/mcp')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy token' }));
  const { token } = await double.client.agents.access();
  expect(await navigator.clipboard.readText()).toBe(token);
  expect(document.body.textContent).not.toContain(token);
});

test('where no port could be had, the reason is shown', async () => {
  const double = createAppDouble({ snapshot });
  double.answer('agents.access', () => {
    throw new RecollectError('port-in-use', 'All ports from 4790 to 4809 are in use.');
  });
  await renderApp(<AgentSettings onChange={vi.fn()} />, double);
  expect(await screen.findByText('All ports from 4790 to 4809 are in use.')).toBeTruthy();
});
