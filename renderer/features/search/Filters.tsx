import { useCallback } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import type { Choice } from '../../components/Menu.tsx';
import type { Facets } from '../../../electron/shared/contract/search.ts';
import { roles } from '../../../electron/shared/conversation.ts';
import { baseName, roleName, sourceName } from '../../format/names.ts';
import { formatCount } from '../../format/numbers.ts';
import { useApp } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { useNow } from '../../state/use-now.ts';
import { dateRanges, monthName, monthOf, monthRange, rangeOf, rangeStart } from './date-ranges.ts';
import { ANY, Chip } from './Chip.tsx';
import { MachineChip } from './MachineChip.tsx';
import { SaveSearch } from './SaveSearch.tsx';
import type { SearchFilter, SearchMode } from './search-session.ts';
import { useFacets } from './use-facets.ts';

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
  const searched = useStore(search.store, (state) => state.status !== 'idle');
  const load = useCallback(() => client.search.facets(), [client]);
  const { loaded } = useLoaded(load);
  const known: Facets = loaded.status === 'ready' ? loaded.value : { sources: [], projects: [] };
  const { facets: found, look } = useFacets();
  const loadTags = useCallback(() => client.marks.tags(), [client]);
  const tags = useLoaded(loadTags).loaded;
  const sources = facetChoices(
    known.sources.map(({ name }) => name),
    found.sources.map((each) => [each.name, each.conversations]),
    sourceName,
  );
  const projects = facetChoices(
    known.projects.map(({ path }) => path),
    found.projects.map((each) => [each.path, each.conversations]),
    baseName,
  );
  const month = monthOf(filter);
  const months = found.months.map((each) => ({
    value: each.month,
    label: monthName(each.month),
    note: formatCount(each.conversations),
  }));
  if (month !== null && !months.some(({ value }) => value === month)) {
    months.unshift({ value: month, label: monthName(month), note: '' });
  }

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
        choices={[{ value: ANY, label: 'Any source' }, ...sources]}
        onOpen={() => look('sources')}
        onChange={(source) => change({ source: source || undefined })}
      />
      <Chip
        name="Project"
        value={filter.project ?? ANY}
        choices={[{ value: ANY, label: 'Any project' }, ...projects]}
        onOpen={() => look('projects')}
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
        value={month ?? rangeOf(filter, now)}
        quiet="any"
        choices={[...dateRanges, ...months]}
        onOpen={() => look('months')}
        onChange={(chosen) => {
          const range = dateRanges.find(({ value }) => value === chosen)?.value;
          if (range === undefined) change(monthRange(chosen));
          else change({ after: rangeStart(range, Date.now()) ?? undefined, before: undefined });
        }}
      />
      <Chip
        name="Marked"
        value={markOf(filter)}
        choices={[
          { value: ANY, label: 'Any, but what is hidden' },
          { value: 'starred', label: 'Starred' },
          { value: 'hidden', label: 'Hidden from search' },
          ...(tags.status === 'ready' ? tags.value : []).map(({ tag, conversations }) => ({
            value: `${TAG}${tag}`,
            label: `#${tag}`,
            note: formatCount(conversations),
          })),
        ]}
        onChange={(mark) =>
          change({
            starred: mark === 'starred' ? true : undefined,
            hidden: mark === 'hidden' ? true : undefined,
            tag: mark.startsWith(TAG) ? mark.slice(TAG.length) : undefined,
          })
        }
      />
      <MachineChip filter={filter} onChange={change} />
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
      {searched && <SaveSearch />}
    </div>
  );
}

/** A tag among the choices of marks. */
const TAG = 'tag:';

function markOf({ starred, hidden, tag }: SearchFilter): string {
  if (starred) return 'starred';
  if (hidden) return 'hidden';
  return tag === undefined ? ANY : `${TAG}${tag}`;
}

/** Choices: first those that were counted, then the others of the library. */
function facetChoices(
  all: readonly string[],
  found: readonly (readonly [string, number])[],
  labelOf: (value: string) => string,
): Choice<string>[] {
  const counted = new Set(found.map(([value]) => value));
  const rest = all.filter((value) => !counted.has(value));
  return [
    ...found.map(([value, count]) => ({ value, label: labelOf(value), note: formatCount(count) })),
    ...rest.map((value) => ({ value, label: labelOf(value), note: '' })),
  ];
}
