/**
 * MCP over Streamable HTTP, for agents that talk to the running app. One server a request: nothing is kept between
 * requests, so there are no sessions to steal or to leak.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpServer, type McpServerOptions } from './mcp-server.ts';

/** The path that the endpoint is served at. */
export const MCP_PATH = '/mcp';

/** Bytes of a request at the most; the largest is a note. */
const LARGEST_REQUEST = 256 * 1024;

/** Answers MCP requests that carry the token. */
export class McpEndpoint {
  private readonly token: Buffer;
  private readonly options: McpServerOptions;

  /** `token` is what clients send as `Authorization: Bearer <token>`. */
  constructor(token: string, options: McpServerOptions) {
    this.token = Buffer.from(token);
    this.options = options;
  }

  /** Answers one request. The caller has checked the Host header. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.refusal(request);
    if (refusal) {
      refuse(response, ...refusal);
      return;
    }
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = createMcpServer(this.options);
    response.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }

  private refusal({ headers, method }: IncomingMessage): [status: number, message: string] | null {
    // Agents send no Origin: a page in a browser always does, and none has business here.
    if (headers.origin !== undefined) return [403, 'Web pages may not ask this.'];
    if (!this.authorised(headers.authorization)) return [401, 'The token is missing or wrong.'];
    if (method !== 'POST') return [405, 'Send requests with POST.'];
    if (Number(headers['content-length'] ?? Infinity) > LARGEST_REQUEST) {
      return [413, `A request has at most ${LARGEST_REQUEST} bytes and says how many.`];
    }
    return null;
  }

  private authorised(header: string | undefined): boolean {
    const given = Buffer.from(/^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '');
    return given.length === this.token.length && timingSafeEqual(given, this.token);
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
}
