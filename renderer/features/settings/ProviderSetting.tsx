import { Segments } from '../../components/Segments.tsx';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { Setting } from './Setting.tsx';

/** Who makes the vectors. */
export function ProviderSetting() {
  const { client } = useApp();
  const attempt = useAttempt();
  const provider = useSnapshot(({ settings }) => settings.provider);
  const voyage = useSnapshot(({ indexes }) => indexes.find((index) => index.provider === 'voyage')?.state);
  const available = voyage !== undefined && voyage !== 'not-set-up';
  return (
    <Setting
      title="Search by meaning with"
      text={
        available
          ? 'Each has an index of its own; changing over discards neither.'
          : 'The model that came with Recollect, on this computer. Voyage can be set up below.'
      }
    >
      {available ? (
        <Segments
          label="Search by meaning with"
          value={provider}
          choices={[
            { value: 'local', label: 'This computer' },
            { value: 'voyage', label: 'Voyage' },
          ]}
          onChange={(chosen) => attempt(() => client.settings.set({ provider: chosen }))}
        />
      ) : (
        <span className="setting-value">This computer</span>
      )}
    </Setting>
  );
}
