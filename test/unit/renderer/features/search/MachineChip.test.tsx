import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { MachineChip } from '../../../../../renderer/features/search/MachineChip.tsx';
import { qdrantSettingsSchema } from '../../../../../electron/shared/contract/settings.ts';
import { aSnapshot } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { aRemote } from '../../../../doubles/qdrant-view.ts';
import { renderApp } from '../../render-app.tsx';

test.each([
  ['all', 'All machines', 'This machine (mara-laptop)', { machine: 'mara-laptop', everyMachine: undefined }],
  ['own', 'This machine (mara-laptop)', 'All machines', { machine: undefined, everyMachine: true }],
] as const)('where the settings say %s, a search may say otherwise', async (search, shown, choice, part) => {
  const { settings } = aSnapshot();
  const qdrant = qdrantSettingsSchema.parse({ url: 'https://a.example', search });
  const snapshot = aSnapshot({ settings: { ...settings, qdrant }, remote: aRemote() });
  const onChange = vi.fn();
  const { user } = await renderApp(
    <MachineChip filter={{}} onChange={onChange} />,
    createAppDouble({ snapshot }),
  );
  await user.click(screen.getByRole('button', { name: `Machine: ${shown}` }));
  await screen.findByRole('menuitemradio', { name: /workstation/ });
  await user.click(screen.getByRole('menuitemradio', { name: choice }));
  expect(onChange).toHaveBeenCalledWith(part);
});

test('there is none without a server', async () => {
  await renderApp(<MachineChip filter={{}} onChange={() => undefined} />);
  expect(screen.queryByRole('button')).toBeNull();
});
