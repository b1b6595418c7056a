/**
 * Serves the app to browsers on this machine: the window's files, one authenticated WebSocket, and uploads.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import type { Application } from '../../electron/main/application/application.ts';
import { listen } from '../../electron/main/loopback/listen.ts';
import { isOwnHost, isOwnOrigin, LOOPBACK, ownHosts } from '../../electron/main/loopback/own-host.ts';
import { createToken, sameToken } from '../../electron/main/loopback/token.ts';
import { MCP_PATH, type McpEndpoint } from '../../electron/main/mcp/http-endpoint.ts';
import { uploadsFolder } from '../../electron/main/settings/data-directory.ts';
import {
  LONGEST_MESSAGE,
  SOCKET_PATH,
  TOKEN_HEADER,
  UPLOAD_PATH,
} from '../../electron/shared/contract/web-socket.ts';
import { RecollectError, toFailure } from '../../electron/shared/errors.ts';
import type { ServiceAddress } from '../service-settings.ts';
import { serveClient } from './client-connection.ts';
import { Probes } from './probes.ts';
import { secure } from './secure.ts';
import { Uploads, type UploadLimits } from './uploads.ts';

/** What a web host is made with. */
export interface WebHostOptions {
  readonly application: Application;
  /** Answers agents. */
  readonly agents: McpEndpoint;
  /** The folder with the window's built files. */
  readonly rendererFolder: string;
  readonly dataDirectory: string;
  readonly version: string;
  readonly service: ServiceAddress;
  readonly uploadLimits?: UploadLimits;
  readonly report: (what: string, error: unknown) => void;
}

/** A web host that listens. */
export interface WebHost {
  readonly port: number;
  /** Such as http://127.0.0.1:4757. */
  readonly origin: string;
  /** The address to open; its fragment holds the token, which no browser sends anywhere. */
  readonly url: string;
  readonly token: string;
  /** Lets go of all clients and of the port; the application is the caller's to close. */
  close(): Promise<void>;
}

/** Where it listens unless another port is asked for. */
const USUAL_PORT = 4757;

/** Browser tabs at once. */
const CLIENTS_AT_MOST = 32;

/** Starts serving. @throws as `listen`. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const token = createToken();
  const uploads = new Uploads(uploadsFolder(options.dataDirectory), options.uploadLimits);
  const files = sirv(options.rendererFolder, { dev: true, dotfiles: false, etag: true });
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const { address, allowedHosts } = options.service;
  const port = await listen(server, { address, port: options.service.port, usual: USUAL_PORT });
  const hosts = ownHosts(port, allowedHosts);
  const probes = new Probes(options.application, options.version);

  server.on('request', (request, response) => {
    secure(response, hosts);
    if (!isOwnHost(request, hosts) || !isOwnOrigin(request, hosts, false))
      return end(response, 403, 'Not from here.');
    const path = request.url ?? '';
    if (path === MCP_PATH) {
      void options.agents.handle(request, response);
    } else if (path.startsWith(UPLOAD_PATH)) {
      void receive(request, response);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      end(response, 405, 'Not allowed.');
    } else if (probes.knows(path)) {
      void probe(path, response);
    } else {
      files(request, response, () => end(response, 404, 'Not found.'));
    }
  });

  server.on('upgrade', (request, socket, head) => {
    const own = isOwnHost(request, hosts) && isOwnOrigin(request, hosts, true);
    const room = sockets.clients.size < CLIENTS_AT_MOST;
    if (!own || !room || request.url !== SOCKET_PATH) {
      socket.end(
        `HTTP/1.1 ${room ? '403 Forbidden' : '503 Service Unavailable'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => serveClient(client, options.application, token));
  });

  async function probe(path: string, response: ServerResponse): Promise<void> {
    try {
      await probes.answer(path, response);
    } catch (error) {
      options.report(path, error);
      end(response, 500, 'Something went wrong.');
    }
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = request.headers[TOKEN_HEADER];
    if (request.method !== 'PUT') {
      end(response, 405, 'Not allowed.');
      return;
    }
    if (!isOwnOrigin(request, hosts, true) || typeof given !== 'string' || !sameToken(given, token)) {
      end(response, 401, 'Open the address that Recollect printed.');
      return;
    }
    try {
      json(response, 200, { ok: true, value: { folder: await uploads.receive(request) } });
    } catch (error) {
      if (!(error instanceof RecollectError)) options.report('an upload', error);
      json(response, 400, { ok: false, error: toFailure(error) });
    }
  }

  const origin = `http://${LOOPBACK}:${port}`;
  return {
    port,
    token,
    origin,
    url: `${origin}/#token=${token}`,
    close: async () => {
      for (const client of sockets.clients) client.close(1001, 'Recollect was closed.');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await options.agents.endSessions();
      // A browser that does not answer must not hold up the end.
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      }, 500).unref();
      await closed;
    },
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(text);
}

function json(response: ServerResponse, status: number, document: unknown): void {
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      ...(status === 200 ? {} : { Connection: 'close' }),
    })
    .end(JSON.stringify(document));
}
