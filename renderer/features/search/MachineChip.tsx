import { useCallback } from 'react';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { formatCount } from '../../format/numbers.ts';
import { ANY, Chip } from './Chip.tsx';
import type { SearchFilter } from './search-session.ts';

/** The choice of every machine, where the settings say only this one. */
const EVERY = 'every';
const MACHINE = 'machine:';

interface MachineChipProps {
  readonly filter: SearchFilter;
  readonly onChange: (part: {
    readonly machine: string | undefined;
    readonly everyMachine: true | undefined;
  }) => void;
}

/** Whose history is searched, where a server has that of several machines. */
export function MachineChip({ filter, onChange }: MachineChipProps) {
  const own = useSnapshot(({ remote }) => remote?.machine ?? null);
  return own === null ? null : <Machines own={own} filter={filter} onChange={onChange} />;
}

function Machines({ own, filter, onChange }: MachineChipProps & { readonly own: string }) {
  const { client } = useApp();
  const ownOnly = useSnapshot(({ settings }) => settings.qdrant?.search === 'own');
  const load = useCallback(() => client.qdrant.machines(), [client]);
  const { loaded } = useLoaded(load);
  const others = (loaded.status === 'ready' ? loaded.value : []).filter(({ machine }) => machine !== own);
  const choices = [
    ...(ownOnly
      ? [
          { value: ANY, label: `This machine (${own})` },
          { value: EVERY, label: 'All machines' },
        ]
      : [
          { value: ANY, label: 'All machines' },
          { value: `${MACHINE}${own}`, label: `This machine (${own})` },
        ]),
    ...others.map(({ machine, points }) => ({
      value: `${MACHINE}${machine}`,
      label: machine,
      note: formatCount(points),
    })),
  ];
  return (
    <Chip
      name="Machine"
      value={filter.everyMachine ? EVERY : filter.machine === undefined ? ANY : `${MACHINE}${filter.machine}`}
      choices={choices}
      onChange={(chosen) =>
        onChange({
          machine: chosen.startsWith(MACHINE) ? chosen.slice(MACHINE.length) : undefined,
          everyMachine: chosen === EVERY ? true : undefined,
        })
      }
    />
  );
}
