/**
 * The bridge: what the window can reach of the app. Exactly the contract's channels, and the path of a file that
 * the user dropped; nothing of Electron or Node.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channelsFromArguments, eventChannel, requestChannel } from '../shared/contract/ipc-channels.ts';

// Told by main: the contract itself, with all its schemas, would be loaded a second time before the page is.
const told = channelsFromArguments(process.argv);
const requests = new Set(told.requests);
const events = new Set(told.events);

contextBridge.exposeInMainWorld('recollect', {
  /** Asks the app; resolves with the answer's envelope. */
  request: (channel: string, input: unknown): Promise<unknown> =>
    requests.has(channel)
      ? ipcRenderer.invoke(requestChannel(channel), input)
      : Promise.reject(new Error(`There is no request ${channel}.`)),
  /** Listens to an event until the returned function is called. */
  subscribe: (channel: string, listener: (payload: unknown) => void): (() => void) => {
    if (!events.has(channel)) throw new Error(`There is no event ${channel}.`);
    const heard = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(eventChannel(channel), heard);
    return () => void ipcRenderer.off(eventChannel(channel), heard);
  },
  /** The path of a file or folder that was dropped or chosen; empty for one that isn't on a disk. */
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
});
