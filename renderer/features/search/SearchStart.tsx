import { useCallback } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Keys } from '../../components/Keys.tsx';
import { formatAmount } from '../../format/numbers.ts';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { ConversationList } from '../conversation/ConversationList.tsx';
import { SavedSearches } from './SavedSearches.tsx';
import { useCommands, useRunCommand } from './commands.ts';
import { moveAmongRows, ROWS_ID } from './row-keys.ts';

/** Conversations that are listed by filters alone. */
const BROWSED = 100;
/** Starred conversations that are shown. */
const STARRED = 8;

/** What is shown before anything is typed, or while a command is. */
export function SearchStart() {
  const { search } = useApp();
  const query = useStore(search.store, (state) => state.query);
  return (
    <div className="search-body" id={ROWS_ID} onKeyDown={moveAmongRows}>
      {query.startsWith('>') ? <Commands query={query} /> : <Begin />}
      <p className="search-hint">
        <Keys keys="Up" />
        <Keys keys="Down" /> choose <Keys keys="Enter" /> open <Keys keys="Esc" /> clear <Keys keys=">" />{' '}
        commands <Keys keys="?" /> all keys
      </p>
    </div>
  );
}

function Commands({ query }: { readonly query: string }) {
  const commands = useCommands(query);
  const run = useRunCommand();
  if (commands.length === 0) return <EmptyState icon="terminal" title="There is no such command" />;
  return (
    <ul className="commands" aria-label="Commands">
      {commands.map((command, index) => (
        <li key={command.label}>
          <button
            type="button"
            className={`command ${index === 0 ? 'command-first' : ''}`}
            onClick={() => run(command)}
          >
            <Icon name={command.icon} />
            {command.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Begin() {
  const { search } = useApp();
  const filtered = useStore(search.store, ({ filter }) => Object.keys(filter).length > 0);
  if (filtered) return <Browse />;
  return (
    <>
      <SavedSearches />
      <Starred />
      <Recent />
    </>
  );
}

/** What passes the filters, while there are no words to look for. */
function Browse() {
  const { client, search } = useApp();
  const filter = useStore(search.store, (state) => state.filter);
  const load = useCallback(() => client.conversations.browse({ filter, limit: BROWSED }), [client, filter]);
  const { loaded } = useLoaded(load);
  if (loaded.status === 'loading') return null;
  if (loaded.status === 'failed') {
    return (
      <EmptyState icon="alert" title="These conversations can’t be listed">
        {loaded.failure.message}
      </EmptyState>
    );
  }
  const { conversations } = loaded.value;
  if (conversations.length === 0) {
    return (
      <EmptyState
        icon="search"
        title="No conversation passes these filters"
        actions={<Button onClick={() => search.setFilter({})}>Clear filters</Button>}
      />
    );
  }
  const all = conversations.length < BROWSED;
  return (
    <section aria-label="Conversations">
      <h2 className="search-section" role="status">
        {all ? formatAmount(conversations.length, 'conversation') : `The newest ${BROWSED} conversations`}
      </h2>
      <ConversationList conversations={conversations} />
    </section>
  );
}

function Starred() {
  const { client } = useApp();
  const load = useCallback(() => client.marks.list({ list: 'starred', limit: STARRED }), [client]);
  const { loaded } = useLoaded(load);
  if (loaded.status !== 'ready' || loaded.value.length === 0) return null;
  return (
    <section aria-label="Starred conversations">
      <h2 className="search-section">Starred</h2>
      <ConversationList conversations={loaded.value} />
    </section>
  );
}

function Recent() {
  const { client } = useApp();
  const empty = useSnapshot(({ library }) => library.conversations === 0);
  const load = useCallback(() => client.conversations.recent({ limit: 12, before: null }), [client]);
  const { loaded } = useLoaded(load);
  if (empty) {
    return (
      <EmptyState icon="search" title="Nothing to search yet">
        Add a source or drop a folder anywhere in this window. What is read can be found at once.
      </EmptyState>
    );
  }
  if (loaded.status !== 'ready') return null;
  return (
    <section aria-label="Recent conversations">
      <h2 className="search-section">Recent</h2>
      <ConversationList conversations={loaded.value} />
    </section>
  );
}
