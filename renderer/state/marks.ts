/**
 * The marks that were changed in this window: every row of a conversation shows them, whichever list it is in.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import type { Marks, MarksChange } from '../../electron/shared/marks.ts';

/** A conversation that can be marked. */
export interface Markable {
  readonly id: string;
  readonly title: string | null;
  /** As they were when it was loaded. */
  readonly marks: Marks;
}

/** Marks as they are now. */
export interface MarksState {
  /** By conversation. */
  readonly changed: ReadonlyMap<string, Marks>;
  /** The conversation whose tags are being edited. */
  readonly tagging: Markable | null;
  /** The conversation that others like it are shown of. */
  readonly compared: Markable | null;
}

/** The marks of the window. */
export interface MarksStore {
  readonly store: StoreApi<MarksState>;
  /** Marks as they are now. */
  of(conversation: Markable): Marks;
  /** Changes marks. @throws RecollectError as the host does. */
  change(id: string, change: MarksChange): Promise<void>;
  /** Opens the dialog for the tags of a conversation; null closes it. */
  tag(conversation: Markable | null): void;
  /** Shows conversations like one; null closes them. */
  compare(conversation: Markable | null): void;
}

/** A store of marks in which nothing was changed yet. */
export function createMarks(client: RecollectClient): MarksStore {
  const store = createStore<MarksState>(() => ({ changed: new Map(), tagging: null, compared: null }));
  return {
    store,
    of: ({ id, marks }) => store.getState().changed.get(id) ?? marks,
    async change(id, change) {
      const marks = await client.marks.change({ id, change });
      store.setState(({ changed }) => ({ changed: new Map(changed).set(id, marks) }));
    },
    tag: (tagging) => store.setState({ tagging }),
    compare: (compared) => store.setState({ compared }),
  };
}
