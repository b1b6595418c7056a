/**
 * The channel of a child process to its owner, whether Electron's `utilityProcess` or Node's `fork` started it.
 */

/** Messages to and from the owner. */
export interface ParentChannel {
  post(message: unknown): void;
  onMessage(handler: (message: unknown) => void): void;
}

/** What Electron puts on `process` in a utility process. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', handler: (event: { data: unknown }) => void): void;
}

/** The channel to the owner. A child whose owner is gone has nothing left to do and exits. */
export function parentChannel(): ParentChannel {
  const port = electronPort();
  if (port) {
    return {
      post: (message) => port.postMessage(message),
      onMessage: (handler) => port.on('message', (event) => handler(event.data)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => {
      // With a callback a channel that has just closed is reported there; `disconnect` then ends the process.
      process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage: (handler) => process.on('message', handler),
  };
}

function electronPort(): ElectronParentPort | undefined {
  return (process as { parentPort?: ElectronParentPort }).parentPort;
}
