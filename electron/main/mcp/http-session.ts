/**
 * A session over HTTP: a server that knows its client, over more than one request.
 */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { LATEST_PROTOCOL_VERSION } from '@modelcontextprotocol/sdk/types.js';
import { createMcpServer, type McpServerOptions } from './mcp-server.ts';

/** What a client is taken for whose session is taken up again: only those that can say their folders get one. */
const KNOWN_CLIENT = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: LATEST_PROTOCOL_VERSION,
    capabilities: { roots: {} },
    clientInfo: { name: 'known', version: '0' },
  },
} as const;

/** One session. */
export class HttpSession {
  readonly id: string;
  /** When it was last asked, by the clock of who holds it. */
  usedAt = 0;
  private readonly server: McpServer;
  private readonly transport: WebStandardStreamableHTTPServerTransport;
  private requests = 0;
  private streams = 0;
  private initialized = false;

  private constructor(id: string, server: McpServer) {
    this.id = id;
    this.server = server;
    this.transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: () => {
        this.initialized = true;
      },
    });
  }

  /** A session that waits for its client's `initialize`. */
  static async open(id: string, options: McpServerOptions): Promise<HttpSession> {
    const session = new HttpSession(id, createMcpServer(options));
    await session.server.connect(session.transport);
    return session;
  }

  /** A session whose client has said `initialize` before, to a program that holds it no longer. */
  static async takeUp(id: string, options: McpServerOptions): Promise<HttpSession> {
    const session = await HttpSession.open(id, options);
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const request = new Request('http://127.0.0.1/mcp', { method: 'POST', headers });
    const answer = await session.transport.handleRequest(request, { parsedBody: KNOWN_CLIENT });
    await answer.text();
    return session;
  }

  /** Whether its client was understood: what was not is no session. */
  get begun(): boolean {
    return this.initialized;
  }

  /** Whether something is being answered. */
  get busy(): boolean {
    return this.requests > 0;
  }

  /** Whether its client listens, and so is there. */
  get listenedTo(): boolean {
    return this.streams > 0;
  }

  /** Answers a request through `send`, which resolves when the answer, or the stream of events, has ended. */
  async answer(request: Request, body: unknown, send: (answer: Response) => Promise<void>): Promise<void> {
    const listens = request.method === 'GET';
    if (listens) this.streams += 1;
    else this.requests += 1;
    try {
      await send(await this.transport.handleRequest(request, { parsedBody: body }));
    } finally {
      if (listens) this.streams -= 1;
      else this.requests -= 1;
    }
  }

  /** Ends it; its streams end with it. */
  close(): Promise<void> {
    return this.server.close();
  }
}
