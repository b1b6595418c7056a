import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useApp, useSnapshot } from '../../state/app.tsx';

/** Nothing was found, or the search failed: why that may be, and what to try. */
export function SearchEmpty() {
  const { search } = useApp();
  const query = useStore(search.store, (state) => state.query);
  const failure = useStore(search.store, (state) => state.failure);
  const filter = useStore(search.store, (state) => state.filter);
  const mode = useStore(search.store, (state) => state.mode);
  const pending = useSnapshot(({ files }) => files.pending);

  if (failure) {
    return (
      <EmptyState
        icon="alert"
        title="The search failed"
        actions={<Button onClick={() => search.again()}>Try again</Button>}
      >
        {failure.message}
      </EmptyState>
    );
  }
  const filtered = Object.keys(filter).length > 0;
  return (
    <EmptyState
      icon="search"
      title={`Nothing found for “${query.length > 60 ? `${query.slice(0, 60)}…` : query}”`}
      actions={
        <>
          {filtered && <Button onClick={() => search.setFilter({})}>Search without filters</Button>}
          {mode !== 'hybrid' && (
            <Button onClick={() => search.setMode('hybrid')}>Search by meaning and by word</Button>
          )}
        </>
      }
    >
      {pending > 0
        ? 'Not everything is read yet; what is missing may still come.'
        : 'Describe it in other words: what it was about is enough, the exact wording is not needed.'}
    </EmptyState>
  );
}
