import { memo, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';
import { baseName, roleName, sourceName, titleOf } from '../../format/names.ts';
import { formatDay } from '../../format/times.ts';
import { useApp } from '../../state/app.tsx';
import { useNow } from '../../state/use-now.ts';
import { Marked } from './Marked.tsx';
import { hitId } from './SearchBox.tsx';
import { hitKey } from './settle-hits.ts';
import { useOpenHit } from './use-open-hit.ts';

/** What was found. The focus stays in the search box; the chosen row is pointed to from there. */
export function HitList() {
  const { search } = useApp();
  const hits = useStore(search.store, (state) => state.hits);
  const selected = useStore(search.store, (state) => state.selected);
  const stale = useStore(search.store, (state) => state.status === 'searching');
  const list = useRef<HTMLUListElement>(null);
  const open = useOpenHit();
  const now = useNow(600_000);
  const current = selected ?? (hits[0] ? hitKey(hits[0]) : null);

  useEffect(() => {
    if (selected !== null) document.getElementById(hitId(selected))?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  return (
    <ul
      ref={list}
      id="hits"
      className="search-body hits"
      role="listbox"
      aria-label="Results"
      aria-busy={stale}
      tabIndex={-1}
      onPointerMove={() => search.hold()}
    >
      {hits.map((hit) => (
        <Hit key={hitKey(hit)} hit={hit} now={now} selected={hitKey(hit) === current} onOpen={open} />
      ))}
    </ul>
  );
}

interface HitProps {
  readonly hit: SearchHitView;
  readonly selected: boolean;
  readonly now: number;
  readonly onOpen: (hit: SearchHitView) => void;
}

const Hit = memo(function Hit({ hit, selected, now, onOpen }: HitProps) {
  const said = hit.time ?? hit.startedAt;
  return (
    // The keys are handled by the search box, which keeps the focus.
    <li
      id={hitId(hitKey(hit))}
      className="hit"
      role="option"
      aria-selected={selected}
      onClick={() => onOpen(hit)}
    >
      <span className="hit-head">
        <span className="hit-title truncate" dir="auto">
          {titleOf(hit.title)}
        </span>
        {said !== null && <span className="hit-date numbers">{formatDay(Date.parse(said), now)}</span>}
      </span>
      <span className="hit-snippet" dir="auto">
        <Marked text={hit.snippet} places={hit.matches} />
      </span>
      <span className="hit-meta truncate">
        {sourceName(hit.source)}
        {hit.project !== null && <> · {baseName(hit.project)}</>} · {roleName(hit.role)}
      </span>
    </li>
  );
});
