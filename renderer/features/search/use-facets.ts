/**
 * What can be filtered by, with how many conversations have it: of the present search where there is one, else of all
 * that pass the filters.
 */
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import type { FoundFacets } from '../../../electron/shared/contract/search.ts';
import { useApp } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import type { SearchFilter } from './search-session.ts';

/** Something to filter by that is counted. */
export type Facet = keyof FoundFacets;

const NONE: FoundFacets = { sources: [], projects: [], months: [] };

/** The filter without a facet; the filter itself where that is not filtered by. */
function without(filter: SearchFilter, facet: Facet): SearchFilter {
  const { source, project, after, before, ...rest } = filter;
  const time = {
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  };
  return {
    ...rest,
    ...(facet === 'sources' || source === undefined ? {} : { source }),
    ...(facet === 'projects' || project === undefined ? {} : { project }),
    ...(facet === 'months' ? {} : time),
  };
}

/**
 * The counts. A facet that is filtered by is counted as if it were not, since another of its values may be chosen: when
 * somebody is about to look (`look`), which takes a search of its own.
 */
export function useFacets(): { readonly facets: FoundFacets; readonly look: (facet: Facet) => void } {
  const { client, search } = useApp();
  const idle = useStore(search.store, ({ status }) => status === 'idle');
  const { filter, query, mode } = useStore(search.store);
  const answered = useStore(search.store, ({ answer }) => answer?.facets ?? null);
  const browse = useCallback(
    async () => (idle ? (await client.conversations.browse({ filter, limit: 1 })).facets : NONE),
    [client, idle, filter],
  );
  const browsed = useLoaded(browse).loaded;
  const asked = JSON.stringify([query, mode, filter]);
  const [own, setOwn] = useState<{ readonly asked: string; readonly facets: Partial<FoundFacets> }>();

  const look = (facet: Facet) => {
    const rest = without(filter, facet);
    if (idle || Object.keys(rest).length === Object.keys(filter).length) return;
    const keep = (counted: FoundFacets) =>
      setOwn((before) => ({
        asked,
        facets: { ...(before?.asked === asked ? before.facets : {}), [facet]: counted[facet] },
      }));
    client.search
      .run({ ticket: `facet-${facet}`, query, mode, limit: 1, filter: rest })
      .then(({ facets }) => facets && keep(facets))
      // What is wrong is said by the search itself; the menu goes without these counts.
      .catch(() => undefined);
  };
  const found = idle ? (browsed.status === 'ready' ? browsed.value : NONE) : (answered ?? NONE);
  return { facets: own?.asked === asked && !idle ? { ...found, ...own.facets } : found, look };
}
