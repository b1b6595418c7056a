/**
 * Whether the host can be reached. The desktop's always can; a browser's may be gone.
 */

/** `refused`: the host is there and doesn't want this page; its address, with the token, has to be opened again. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

/** Tells how the connection is and when that changes. */
export interface Connection {
  state(): ConnectionState;
  /** Calls the listener after every change until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Tries now instead of after the next delay. */
  retry(): void;
}

/** The desktop's connection. */
export const alwaysOpen: Connection = {
  state: () => 'open',
  onChange: () => () => undefined,
  retry: () => undefined,
};
