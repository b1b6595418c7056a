/**
 * Finds out which host shows this window, and how to reach it.
 */
import type { RecollectClient, Transport } from '../electron/shared/contract/client.ts';
import { desktopIntake } from './intake/desktop-intake.ts';
import type { Intake } from './intake/intake.ts';
import { webIntake } from './intake/web-intake.ts';
import type { Messages } from './state/messages.ts';
import { desktopBridge } from './transport/bridge.ts';
import { alwaysOpen, type Connection } from './transport/connection.ts';
import { takeToken } from './transport/token.ts';
import { connectWebSocket, socketUrl } from './transport/websocket.ts';

/** What differs between the hosts. */
export interface HostLink {
  readonly transport: Transport;
  readonly connection: Connection;
  readonly intakeFor: (client: RecollectClient, messages: Messages) => Intake;
}

/** The desktop's bridge where its preload is there, else the WebSocket of the host that served the page. */
export function connectHost(): HostLink {
  const bridge = desktopBridge();
  if (bridge) {
    return {
      transport: bridge,
      connection: alwaysOpen,
      intakeFor: (client) => desktopIntake(client, bridge),
    };
  }
  const token = takeToken(window);
  const transport = connectWebSocket({ url: socketUrl(location), token });
  return {
    transport,
    connection: transport,
    intakeFor: (client, messages) => webIntake(client, token, messages),
  };
}
