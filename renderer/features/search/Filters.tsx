import { useCallback } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Menu, MenuChoices, type Choice } from '../../components/Menu.tsx';
import type { Facets } from '../../../electron/shared/contract/search.ts';
import { roles } from '../../../electron/shared/conversation.ts';
import { baseName, roleName, sourceName } from '../../format/names.ts';
import { formatCount } from '../../format/numbers.ts';
import { useApp } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { useNow } from '../../state/use-now.ts';
import { dateRanges, rangeOf, rangeStart } from './date-ranges.ts';
import type { SearchFilter, SearchMode } from './search-session.ts';

const ANY = '';

const modes: readonly Choice<SearchMode>[] = [
  { value: 'hybrid', label: 'Meaning and words' },
  { value: 'semantic', label: 'Meaning only' },
  { value: 'keyword', label: 'Words only' },
];

/** Where to search: a row of quiet chips, each a menu. */
export function Filters() {
  const { client, search } = useApp();
  const now = useNow();
  const filter = useStore(search.store, (state) => state.filter);
  const mode = useStore(search.store, (state) => state.mode);
  const load = useCallback(() => client.search.facets(), [client]);
  const { loaded } = useLoaded(load);
  const facets: Facets = loaded.status === 'ready' ? loaded.value : { sources: [], projects: [] };

  /** Changes one part of the filter; `undefined` takes it away. */
  const change = (part: { [Name in keyof SearchFilter]: SearchFilter[Name] | undefined }) => {
    const merged = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== undefined);
    search.setFilter(Object.fromEntries(merged));
  };

  return (
    <div className="filters" role="group" aria-label="Filters">
      <Chip
        name="Source"
        value={filter.source ?? ANY}
        choices={[
          { value: ANY, label: 'Any source' },
          ...facets.sources.map(({ name, conversations }) => ({
            value: name,
            label: sourceName(name),
            note: formatCount(conversations),
          })),
        ]}
        onChange={(source) => change({ source: source || undefined })}
      />
      <Chip
        name="Project"
        value={filter.project ?? ANY}
        choices={[
          { value: ANY, label: 'Any project' },
          ...facets.projects.map(({ path, conversations }) => ({
            value: path,
            label: baseName(path),
            note: formatCount(conversations),
          })),
        ]}
        onChange={(project) => change({ project: project || undefined })}
      />
      <Chip
        name="Said by"
        value={filter.role ?? ANY}
        choices={[
          { value: ANY, label: 'Anybody' },
          ...roles.map((role) => ({ value: role, label: roleName(role) })),
        ]}
        onChange={(chosen) => change({ role: roles.find((role) => role === chosen) })}
      />
      <Chip
        name="Date"
        value={rangeOf(filter, now)}
        quiet="any"
        choices={dateRanges}
        onChange={(range) => change({ after: rangeStart(range, Date.now()) ?? undefined })}
      />
      <Chip
        name="Find by"
        value={mode}
        quiet="hybrid"
        choices={modes}
        onChange={(chosen) => search.setMode(chosen)}
      />
      {Object.keys(filter).length > 0 && (
        <Button tone="quiet" onClick={() => search.setFilter({})}>
          Clear filters
        </Button>
      )}
    </div>
  );
}

interface ChipProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  /** The value at which it filters nothing. */
  readonly quiet?: Value | undefined;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
}

function Chip<Value extends string>({ name, value, quiet, choices, onChange }: ChipProps<Value>) {
  const inactive = value === (quiet ?? ANY);
  const chosen = choices.find((choice) => choice.value === value)?.label ?? value;
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="chip" data-active={!inactive} aria-label={`${name}: ${chosen}`}>
          {inactive ? name : chosen}
          <Icon name="chevron-down" size={12} />
        </button>
      }
    >
      <MenuChoices value={value} choices={choices} onChange={onChange} />
    </Menu>
  );
}
