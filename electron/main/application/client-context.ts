/** A window that asks: one per renderer or browser tab. */
export interface ClientContext {
  /** Unlike those of all other clients of this run. */
  readonly id: string;
  /** Aborted when the client is gone; its requests then end. */
  readonly signal: AbortSignal;
  /** Sends an event to this client alone. `payload` is what the contract's event declares. */
  send(channel: string, payload: unknown): void;
}
