/**
 * The contract over Electron's IPC: one handler a request, one message an event. Only the app's own page is heard.
 */
import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { ClientContext } from '../application/client-context.ts';
import type { Dispatch } from '../application/dispatcher.ts';
import { contract } from '../../shared/contract/contract.ts';
import { channelsOf } from '../../shared/contract/define.ts';
import type { Envelope } from '../../shared/contract/failure.ts';
import { channelArgument, eventChannel, requestChannel } from '../../shared/contract/ipc-channels.ts';
import { APP_ORIGIN } from './renderer-files.ts';

/** Handles every request of the contract. */
export function handleRequests(dispatch: Dispatch): void {
  const clients = new WeakMap<WebContents, ClientContext>();
  const clientOf = (contents: WebContents): ClientContext => {
    const client = clients.get(contents) ?? createClientContext(contents);
    clients.set(contents, client);
    return client;
  };
  for (const { name, leaf } of channelsOf(contract)) {
    if (leaf.kind !== 'request') continue;
    ipcMain.handle(
      requestChannel(name),
      ({ sender, senderFrame }, input: unknown): Envelope | Promise<Envelope> =>
        isOwnPage(senderFrame) ? dispatch(name, input, clientOf(sender)) : refused,
    );
  }
}

/** Tells the bridge of a page the contract's channels: it lets nothing else through. */
export function bridgeArgument(): string {
  const named = (kind: 'request' | 'event'): string[] =>
    channelsOf(contract).flatMap(({ name, leaf }) => (leaf.kind === kind ? [name] : []));
  return channelArgument({ requests: named('request'), events: named('event') });
}

/** Sends an event of the contract to a page, if it is there. */
export function sendEvent(contents: WebContents | undefined, channel: string, payload: unknown): void {
  if (contents && !contents.isDestroyed()) contents.send(eventChannel(channel), payload);
}

const refused: Envelope = {
  ok: false,
  error: { code: 'usage', message: 'Only the window of Recollect may ask this.' },
};

/** The page of a window as the application knows it. */
function createClientContext(contents: WebContents): ClientContext {
  const gone = new AbortController();
  contents.once('destroyed', () => gone.abort());
  return {
    id: `window-${contents.id}`,
    signal: gone.signal,
    send: (channel, payload) => sendEvent(contents, channel, payload),
  };
}

/** The top frame of a page that was loaded from the app's own files. */
function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`);
}
