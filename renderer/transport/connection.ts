/**
 * Whether the host can be reached. The desktop's always can; a browser's may be gone.
 */
import type { WebSocketTransport } from './websocket.ts';

/** Tells how the connection is and when that changes, and tries again when asked to. */
export type Connection = Pick<WebSocketTransport, 'state' | 'onChange' | 'retry'>;

/** The desktop's connection. */
export const alwaysOpen: Connection = {
  state: () => 'open',
  onChange: () => () => undefined,
  retry: () => undefined,
};
