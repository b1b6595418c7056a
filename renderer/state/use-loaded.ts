/**
 * Something that a view asks the host for when it is shown.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { toFailure, type Failure } from '../../electron/shared/errors.ts';

/** What was asked for. While it is asked for again, what was there stays. */
export type Loaded<Value> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: Value }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Asks when it mounts and whenever `load` changes; give `load` a stable identity. `reload` asks again. */
export function useLoaded<Value>(load: () => Promise<Value>): {
  readonly loaded: Loaded<Value>;
  readonly reload: () => void;
} {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ status: 'loading' });
  const latest = useRef(0);

  const reload = useCallback(() => {
    const turn = ++latest.current;
    load().then(
      (value) => {
        if (turn === latest.current) setLoaded({ status: 'ready', value });
      },
      (error: unknown) => {
        // A failed refresh leaves what is shown: it is older, not wrong.
        if (turn === latest.current)
          setLoaded((shown) =>
            shown.status === 'ready' ? shown : { status: 'failed', failure: toFailure(error) },
          );
      },
    );
  }, [load]);

  useEffect(() => {
    reload();
    return () => {
      // Whatever is still under way is for nobody.
      latest.current += 1;
    };
  }, [reload]);

  return { loaded, reload };
}
