import { useCallback } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApp, useAttempt } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';

/** The searches that were saved; each is searched again when it is chosen. */
export function SavedSearches() {
  const { client, search } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.savedSearches.list(), [client]);
  const { loaded, reload } = useLoaded(load);
  if (loaded.status !== 'ready' || loaded.value.length === 0) return null;
  return (
    <section aria-label="Saved searches">
      <h2 className="search-section">Saved searches</h2>
      <ul className="commands">
        {loaded.value.map((saved) => (
          <li key={saved.name} className="saved-search">
            <button type="button" className="command" onClick={() => search.restore(saved)}>
              <Icon name="search" />
              <span className="truncate" dir="auto">
                {saved.name}
              </span>
            </button>
            <IconButton
              icon="trash"
              label={`Forget the search ${saved.name}`}
              onClick={() =>
                attempt(async () => {
                  await client.savedSearches.remove({ name: saved.name });
                  reload();
                })
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
