import { useSyncExternalStore } from 'react';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApp } from '../../state/app.tsx';

/** Says so while a browser's window can't reach its host. What is shown stays, it is only not news. */
export function ConnectionBanner() {
  const { connection } = useApp();
  const state = useSyncExternalStore(
    (listener) => connection.onChange(listener),
    () => connection.state(),
  );
  if (state === 'open' || state === 'connecting') return null;
  return (
    <div className="banner" role="alert">
      <Icon name="alert" />
      <div className="banner-text">
        {state === 'lost' ? 'Recollect can’t be reached. ' : 'This page is not allowed in any more. '}
        <span>
          {state === 'lost'
            ? 'It may have been stopped; this page tries again by itself.'
            : 'Open the address that “recollect serve” prints.'}
        </span>
      </div>
      {state === 'lost' && <Button onClick={() => connection.retry()}>Try now</Button>}
    </div>
  );
}
