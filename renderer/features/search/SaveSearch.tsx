import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useApp, useAttempt } from '../../state/app.tsx';

/** Keeps the present search under a name. */
export function SaveSearch() {
  const { client, messages, search } = useApp();
  const attempt = useAttempt();
  const [name, setName] = useState<string | null>(null);
  const open = () => setName(search.store.getState().query.trim().slice(0, 120));
  const close = () => setName(null);
  const save = (given: string) =>
    attempt(async () => {
      const { query, mode, filter } = search.store.getState();
      await client.savedSearches.save({ name: given, query, mode, filter });
      messages.show({ tone: 'info', title: `Saved as “${given}”.`, details: [] });
      close();
    });
  return (
    <>
      <Button tone="quiet" icon="star" onClick={open}>
        Save search
      </Button>
      {name !== null && (
        <Dialog
          title="Save this search"
          description="It keeps the words and the filters. You find it where you search, before you type."
          onClose={close}
          actions={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button tone="primary" disabled={name.trim() === ''} onClick={() => save(name.trim())}>
                Save
              </Button>
            </>
          }
        >
          <form
            className="save-search"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() !== '') save(name.trim());
            }}
          >
            <input
              className="field save-search-name"
              aria-label="Name"
              maxLength={120}
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </form>
        </Dialog>
      )}
    </>
  );
}
