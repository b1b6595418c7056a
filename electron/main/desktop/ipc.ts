/**
 * The contract over Electron's IPC: one handler a request, one message an event. Only the app's own page is heard.
 */
import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import { contract } from '../../shared/contract/contract.ts';
import { channelsOf } from '../../shared/contract/define.ts';
import type { Envelope } from '../../shared/contract/failure.ts';
import { eventChannel, requestChannel } from '../../shared/contract/ipc-channels.ts';
import { APP_ORIGIN } from './renderer-files.ts';

/** Answers a request of the contract. */
export type Dispatch = (channel: string, input: unknown) => Promise<Envelope>;

/** Handles every request of the contract. */
export function handleRequests(dispatch: Dispatch): void {
  for (const { name, leaf } of channelsOf(contract)) {
    if (leaf.kind !== 'request') continue;
    ipcMain.handle(requestChannel(name), ({ senderFrame }, input: unknown): Envelope | Promise<Envelope> =>
      isOwnPage(senderFrame) ? dispatch(name, input) : refused,
    );
  }
}

/** Sends an event of the contract to a page, if it is there. */
export function sendEvent(contents: WebContents | undefined, channel: string, payload: unknown): void {
  if (contents && !contents.isDestroyed()) contents.send(eventChannel(channel), payload);
}

const refused: Envelope = {
  ok: false,
  error: { code: 'internal', message: 'Only the app’s own window may ask this.' },
};

/** The top frame of a page that was loaded from the app's own files. */
function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`);
}
