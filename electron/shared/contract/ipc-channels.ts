/**
 * The names under which the contract travels over Electron's IPC.
 */

/** The IPC channel of a request of the contract. */
export function requestChannel(name: string): string {
  return `recollect:request:${name}`;
}

/** The IPC channel of an event of the contract. */
export function eventChannel(name: string): string {
  return `recollect:event:${name}`;
}
