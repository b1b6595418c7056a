import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { RecollectError } from '../../../../../../electron/shared/errors.ts';
import { qdrantSettingsSchema } from '../../../../../../electron/shared/contract/settings.ts';
import { QdrantSettings } from '../../../../../../renderer/features/settings/qdrant/QdrantSettings.tsx';
import { aSnapshot } from '../../../../../doubles/client-state.ts';
import { createAppDouble, type AppDouble } from '../../../../../doubles/client.ts';
import { aQdrantDouble, aRemote } from '../../../../../doubles/qdrant-view.ts';
import { renderApp } from '../../../render-app.tsx';

const URL = 'https://qdrant.example:6333';

function connected(state: Parameters<typeof aRemote>[0]): AppDouble {
  const { settings } = aSnapshot();
  const qdrant = qdrantSettingsSchema.parse({ url: URL });
  return createAppDouble({
    snapshot: aSnapshot({ settings: { ...settings, qdrant }, remote: aRemote(state) }),
  });
}

const channels = ({ calls }: AppDouble) => calls.map(({ channel }) => channel);

test('a server is used after it was tested and what it gets was said; the key leaves the page', async () => {
  const double = createAppDouble();
  const { user } = await renderApp(<QdrantSettings />, double);
  await user.click(await screen.findByRole('button', { name: 'Connect…' }));
  await user.type(screen.getByRole('textbox', { name: 'Address' }), 'qdrant.example:6333');
  await user.type(screen.getByLabelText('Key'), 'k-typed');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await screen.findByRole('dialog', { name: 'Texts leave this machine' });
  expect(screen.getByText(/31,870 texts/)).toBeTruthy();
  expect(channels(double)).not.toContain('qdrant.connect');
  await user.click(screen.getByRole('button', { name: 'Agree and connect' }));
  await screen.findByText(/Catching up: 0 of 31,870 points/);
  expect(double.calls.find(({ channel }) => channel === 'qdrant.connect')?.input).toMatchObject({
    settings: { url: URL, search: 'all', quantization: 'int8' },
    key: 'k-typed',
  });
  expect(document.body.innerHTML).not.toContain('k-typed');
});

test('what is wrong with a server is said, and it is not used', async () => {
  const double = createAppDouble();
  double.answer('qdrant.test', () => {
    throw new RecollectError('qdrant-key-refused', 'The server refuses the key.');
  });
  const { user } = await renderApp(<QdrantSettings />, double);
  await user.click(await screen.findByRole('button', { name: 'Connect…' }));
  await user.type(screen.getByRole('textbox', { name: 'Address' }), URL);
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await screen.findByText('The server refuses the key.');
  expect(channels(double)).not.toContain('qdrant.preview');
});

test.each([
  ['keychain', /computer’s keychain/],
  ['memory', /no keychain, so the key is not stored/],
  ['environment', /QDRANT_API_KEY/],
] as const)('says where the key would be: %s', async (keeps, sentence) => {
  const qdrant = aQdrantDouble({ state: { key: 'none', keeps, machine: 'mara-laptop' } });
  const { user } = await renderApp(<QdrantSettings />, createAppDouble({ qdrant }));
  await user.click(await screen.findByRole('button', { name: 'Connect…' }));
  expect(screen.getByText(sentence)).toBeTruthy();
  expect(screen.queryByLabelText('Key') === null).toBe(keeps === 'environment');
});

test('a server that is away can be tried again, and left although it can’t be asked', async () => {
  const failure = { code: 'qdrant-away', message: 'The server can’t be reached.' } as const;
  const double = connected({ phase: 'away', pending: 3, failure });
  double.answer('qdrant.disconnect', (wishes) => {
    if ((wishes as { fetch: boolean }).fetch) throw new RecollectError(failure.code, failure.message);
    double.change({ remote: null });
  });
  const { user } = await renderApp(<QdrantSettings />, double);
  await user.click(screen.getByRole('button', { name: 'Disconnect…' }));
  await user.click(screen.getByRole('button', { name: 'Disconnect' }));
  await user.click(await screen.findByRole('button', { name: 'Disconnect anyway' }));
  await screen.findByText('Not connected');

  double.change({ remote: aRemote({ phase: 'away', pending: 3, failure }) });
  await user.click(await screen.findByRole('button', { name: 'Retry' }));
  await screen.findByText('Connecting…');
});

test('another machine is removed after a question; this one is not offered', async () => {
  const double = connected({ phase: 'in-step', sent: 5 });
  double.state.qdrant.machines = [
    { machine: 'workstation', points: 48_120 },
    { machine: 'mara-laptop', points: 5 },
  ];
  const { user } = await renderApp(<QdrantSettings />, double);
  await user.click(await screen.findByRole('button', { name: 'Remove workstation…' }));
  expect(screen.queryByRole('button', { name: 'Remove mara-laptop…' })).toBeNull();
  expect(channels(double)).not.toContain('qdrant.removeMachine');
  const dialog = within(screen.getByRole('dialog'));
  await user.click(dialog.getByRole('button', { name: 'Remove this machine’s points' }));
  expect(double.calls).toContainEqual({
    channel: 'qdrant.removeMachine',
    input: { machine: 'workstation' },
  });
});

test('whose history is searched is changed without another connection dialog', async () => {
  const double = connected({ phase: 'in-step', sent: 5 });
  const { user } = await renderApp(<QdrantSettings />, double);
  await user.click(screen.getByRole('radio', { name: 'Only this one' }));
  expect(double.calls.find(({ channel }) => channel === 'qdrant.connect')?.input).toMatchObject({
    settings: { url: URL, search: 'own' },
  });
});
