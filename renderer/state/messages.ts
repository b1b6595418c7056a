/**
 * Short messages at the window's edge: what was added, what could not be done.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toFailure } from '../../electron/shared/errors.ts';

/** A message. Errors stay until they are closed, progress until it is over. */
export interface Message {
  readonly id: number;
  readonly tone: 'info' | 'progress' | 'error';
  readonly title: string;
  /** Further lines, such as one for each path that was refused. */
  readonly details: readonly string[];
}

/** How long a message that is no error is shown, ms. */
const SHOWN_FOR = 6_000;
/** More at a time would cover the window. */
const MOST = 3;

/** The messages that are shown. */
export interface Messages {
  readonly store: StoreApi<{ readonly shown: readonly Message[] }>;
  /** Shows a message and gives its id. */
  show(message: Omit<Message, 'id'>): number;
  /** Shows what was thrown as a sentence. */
  showError(thrown: unknown): void;
  close(id: number): void;
}

/** An empty list of messages. */
export function createMessages(): Messages {
  const store = createStore<{ readonly shown: readonly Message[] }>(() => ({ shown: [] }));
  let next = 1;
  const close = (id: number) =>
    store.setState(({ shown }) => ({ shown: shown.filter((message) => message.id !== id) }));
  const show = (message: Omit<Message, 'id'>) => {
    const id = next++;
    store.setState(({ shown }) => ({ shown: [...shown, { ...message, id }].slice(-MOST) }));
    if (message.tone === 'info') setTimeout(() => close(id), SHOWN_FOR);
    return id;
  };
  return {
    store,
    show,
    showError: (thrown) => void show({ tone: 'error', title: toFailure(thrown).message, details: [] }),
    close,
  };
}
