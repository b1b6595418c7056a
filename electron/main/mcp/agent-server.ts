/**
 * The desktop app's server for agents: on this machine only, and only while the settings say so. The web host needs
 * none: it has the endpoint beside the window.
 */
import { createServer, type Server } from 'node:http';
import type { AgentAccess } from '../../shared/contract/agents.ts';
import { RecollectError } from '../../shared/errors.ts';
import { listen } from '../loopback/listen.ts';
import { isOwnHost, LOOPBACK, ownHosts } from '../loopback/own-host.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { agentToken } from './agent-token.ts';
import { MCP_PATH, type McpEndpoint } from './http-endpoint.ts';

/** Where it listens, or at the next port that is free. */
const USUAL_PORT = 4790;

/** What the server is made of. */
export interface AgentServerParts {
  readonly dataDirectory: string;
  readonly settings: SettingsStore;
  readonly endpoint: McpEndpoint;
  /** Undefined: the usual one, or the next that is free. */
  readonly port?: number;
  readonly report: (what: string, error: unknown) => void;
}

interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** Listens for agents while the settings let them in. */
export class AgentServer {
  private readonly parts: AgentServerParts;
  private readonly unfollow: () => void;
  /** What was last begun: starts and stops come one after the other. */
  private turn: Promise<Listening | null> = Promise.resolve(null);
  private wanted = false;

  /** Follows the settings from now on. */
  constructor(parts: AgentServerParts) {
    this.parts = parts;
    this.unfollow = parts.settings.onChange(({ agentAccess }) => this.set(agentAccess));
    this.set(parts.settings.current().agentAccess);
  }

  /** Where agents reach the app. @throws RecollectError where they are not let in, or no port could be had. */
  async access(): Promise<AgentAccess> {
    const listening = await this.turn;
    if (!listening) throw new RecollectError('usage', 'Agents are not let in.');
    const url = `http://${LOOPBACK}:${listening.port}${MCP_PATH}`;
    return { url, token: await agentToken(this.parts.dataDirectory) };
  }

  /** Stops listening for good. */
  async close(): Promise<void> {
    this.unfollow();
    this.set(false);
    await this.turn;
  }

  private set(wanted: boolean): void {
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    const before = this.turn.catch(() => null);
    this.turn = before.then((listening) => (wanted ? this.open() : this.stop(listening)));
    // Whoever asks for the access is told; the log hears of it at once.
    this.turn.catch((error: unknown) => this.parts.report('the server for agents', error));
  }

  private async open(): Promise<Listening> {
    const server = createServer();
    const port = await listen(server, { address: LOOPBACK, port: this.parts.port, usual: USUAL_PORT });
    const hosts = ownHosts(port);
    server.on('request', (request, response) => {
      if (isOwnHost(request, hosts) && request.url === MCP_PATH) {
        void this.parts.endpoint.handle(request, response);
      } else {
        response.writeHead(isOwnHost(request, hosts) ? 404 : 403, { Connection: 'close' }).end();
      }
    });
    return { server, port };
  }

  private async stop(listening: Listening | null): Promise<null> {
    if (!listening) return null;
    const closed = new Promise<void>((resolve) => listening.server.close(() => resolve()));
    await this.parts.endpoint.endSessions();
    listening.server.closeAllConnections();
    await closed;
    return null;
  }
}
