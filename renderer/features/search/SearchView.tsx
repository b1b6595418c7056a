import { useStore } from 'zustand';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { activeIndex } from '../shell/sync-summary.ts';
import { LIMIT } from './search-session.ts';
import { Filters } from './Filters.tsx';
import { HitList } from './HitList.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SearchStart } from './SearchStart.tsx';
import { SearchEmpty } from './SearchEmpty.tsx';
import { formatAmount, formatShare } from '../../format/numbers.ts';
import './search.css';

/** Looking for something in all conversations. */
export function SearchView() {
  const { search } = useApp();
  const status = useStore(search.store, (state) => state.status);
  const some = useStore(search.store, (state) => state.hits.length > 0);
  const commands = useStore(search.store, (state) => state.query.startsWith('>'));
  return (
    <div className="search">
      <h1 className="visually-hidden">Search</h1>
      <div className="search-head">
        <SearchBox />
        {!commands && <Filters />}
      </div>
      <Told />
      {commands || status === 'idle' ? (
        <SearchStart />
      ) : some ? (
        <HitList />
      ) : status === 'searching' ? (
        <Waiting />
      ) : (
        <SearchEmpty />
      )}
    </div>
  );
}

/** What is to be known of the answer: how many, how fast, and what it could not take into account. */
function Told() {
  const { search } = useApp();
  const status = useStore(search.store, (state) => state.status);
  const amount = useStore(search.store, (state) => state.hits.length);
  const answer = useStore(search.store, (state) => state.answer);
  const mode = useStore(search.store, (state) => state.mode);
  const building = useSnapshot((snapshot) => (activeIndex(snapshot)?.pending ?? 0) > 0);
  if (status === 'idle' || status === 'failed') return null;
  if (status === 'done' && amount === 0) {
    return (
      <p className="visually-hidden" role="status">
        No results
      </p>
    );
  }
  // A note says the same of an index that holds nothing, and better.
  const incomplete = answer && answer.coverage < 1 && answer.notes.length === 0 && mode !== 'keyword';
  return (
    <div className="told-frame">
      <div className="told">
        <span className="numbers" role="status">
          {status === 'searching' ? 'Searching…' : toldAmount(amount)}
          {status === 'done' && answer && (
            <span className="told-quiet"> · {Math.max(1, Math.round(answer.tookMs))} ms</span>
          )}
        </span>
        {incomplete && (
          <span className="told-quiet numbers">
            {formatShare(answer.coverage)} can be found by meaning{building ? ' so far' : ''}, everything by
            word.
          </span>
        )}
        {answer?.notes.map((note) => (
          <span key={note} className="told-note">
            {note}
          </span>
        ))}
      </div>
    </div>
  );
}

/** How many were found; of a full list, that there may be more. */
function toldAmount(amount: number): string {
  return amount >= LIMIT ? `The best ${amount} conversations` : formatAmount(amount, 'conversation');
}

function Waiting() {
  return (
    <div className="hits-waiting" aria-hidden="true">
      {[62, 48, 71].map((width) => (
        <div key={width} className="hit-waiting">
          <div className="skeleton" style={{ width: `${width - 20}%` }} />
          <div className="skeleton" style={{ width: `${width + 20}%` }} />
        </div>
      ))}
    </div>
  );
}
