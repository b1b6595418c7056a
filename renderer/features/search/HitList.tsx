import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';
import { baseName, roleName, sourceName, titleOf } from '../../format/names.ts';
import { formatDay } from '../../format/times.ts';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useNow } from '../../state/use-now.ts';
import { Marked } from './Marked.tsx';
import type { Markable } from '../../state/marks.ts';
import { actionOfKey, useConversationActions } from '../marks/conversation-actions.ts';
import { MarkBadges } from '../marks/MarkBadges.tsx';
import { useMarks } from '../marks/use-marks.ts';
import { FOCUS_SEARCH } from '../shell/shortcuts.ts';
import { hitId, ROWS_BY_KEY } from './SearchBox.tsx';
import type { SearchSession } from './search-session.ts';
import { hitKey } from './settle-hits.ts';
import { useOpenHit } from './use-open-hit.ts';

/** What was found: a grid of one row a conversation. The search box points to the chosen row while it has the focus. */
export function HitList() {
  const { search } = useApp();
  const hits = useStore(search.store, (state) => state.hits);
  const late = useStore(search.store, (state) => state.late);
  const selected = useStore(search.store, (state) => state.selected);
  const stale = useStore(search.store, (state) => state.status === 'searching');
  const grid = useRef<HTMLDivElement>(null);
  const open = useOpenHit();
  const act = useConversationActions();
  const now = useNow(600_000);
  const current = selected ?? (hits[0] ? hitKey(hits[0]) : null);

  const list = useStore(search.store, (state) => state.list);
  useLayoutEffect(() => {
    if (grid.current) grid.current.scrollTop = 0;
  }, [list]);

  useEffect(() => {
    if (selected !== null) document.getElementById(hitId(selected))?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  const release = () => {
    if (document.activeElement !== grid.current) search.release();
  };

  return (
    <div
      ref={grid}
      id="hits"
      className="search-body hits"
      role="grid"
      aria-label="Results"
      aria-busy={stale}
      aria-activedescendant={current === null ? undefined : hitId(current)}
      tabIndex={0}
      onFocus={() => search.hold()}
      onBlur={release}
      onPointerMove={() => search.hold()}
      onPointerDown={() => search.hold()}
      onWheel={() => search.hold()}
      onTouchStart={() => search.hold()}
      onPointerLeave={release}
      onKeyDown={(event) => {
        const chosen = hits.find((hit) => hitKey(hit) === current);
        const action = actionOfKey(event.nativeEvent);
        if (chosen && action) {
          event.preventDefault();
          act(action, markableOf(chosen));
        } else onGridKey(event, search, open);
      }}
    >
      {hits.map((hit) => (
        <Hit
          key={hitKey(hit)}
          hit={hit}
          now={now}
          late={late.has(hitKey(hit))}
          selected={hitKey(hit) === current}
          onOpen={open}
        />
      ))}
    </div>
  );
}

function markableOf({ conversationId, title, marks }: SearchHitView): Markable {
  return { id: conversationId, title, marks };
}

/** While the grid has the focus: arrows choose a row, Enter opens it, Escape goes back to the box. */
function onGridKey(
  event: React.KeyboardEvent,
  search: SearchSession,
  open: (hit: SearchHitView) => void,
): void {
  const by = ROWS_BY_KEY[event.key];
  if (by !== undefined) search.move(by);
  else if (event.key === 'Enter') void search.chosen().then((hit) => hit && open(hit));
  else if (event.key === 'Escape') document.dispatchEvent(new Event(FOCUS_SEARCH));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

interface HitProps {
  readonly hit: SearchHitView;
  readonly selected: boolean;
  /** It came when the rows above were pointed at already. */
  readonly late: boolean;
  readonly now: number;
  readonly onOpen: (hit: SearchHitView) => void;
}

const Hit = memo(function Hit({ hit, selected, late, now, onOpen }: HitProps) {
  const said = hit.time ?? hit.startedAt;
  const marks = useMarks(markableOf(hit));
  const own = useSnapshot(({ remote }) => remote?.machine);
  const elsewhere = hit.machines.length > 0 && !hit.machines.includes(own ?? '');
  return (
    <div
      id={hitId(hitKey(hit))}
      className={`hit ${marks.hidden ? 'hit-hidden' : ''}`}
      role="row"
      aria-selected={selected}
      onClick={() => onOpen(hit)}
    >
      <div className="hit-text" role="gridcell">
        <span className="hit-head">
          <span className="hit-title truncate" dir="auto">
            {titleOf(hit.title)}
          </span>
          <MarkBadges marks={marks} />
          {said !== null && <span className="hit-date numbers">{formatDay(Date.parse(said), now)}</span>}
        </span>
        <span className="hit-snippet" dir="auto">
          <Marked text={hit.snippet} places={hit.matches} />
        </span>
        <span className="hit-meta truncate">
          {sourceName(hit.source)}
          {hit.project !== null && (
            <>
              {' '}
              · <bdi>{baseName(hit.project)}</bdi>
            </>
          )}{' '}
          · {roleName(hit.role)}
          {elsewhere && (
            <span className="hit-machine">
              {' '}
              · on <bdi>{hit.machines.join(', ')}</bdi>
            </span>
          )}
          {late && <span className="hit-by-meaning"> · found by meaning</span>}
        </span>
      </div>
    </div>
  );
});
