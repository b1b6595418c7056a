/**
 * MCP over Streamable HTTP, for agents that talk to the running app. One server a request: nothing is kept between
 * requests, so there are no sessions to steal or to leak.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import { sameToken } from '../loopback/token.ts';
import type { McpServerOptions } from './mcp-server.ts';

/** The path that the endpoint is served at. */
export const MCP_PATH = '/mcp';

/** Bytes of a request at the most; the largest is a note. */
const LARGEST_REQUEST = 256 * 1024;

/** What an endpoint is made of. */
export interface McpEndpointParts {
  /** What clients send as `Authorization: Bearer <token>`; null while agents are not let in. */
  readonly token: () => Promise<string | null>;
  /** What a request is answered from. @throws RecollectError with what keeps the app from answering. */
  readonly server: () => Promise<McpServerOptions>;
  /** Hears of errors that are not the agent's to know. */
  readonly report: (what: string, error: unknown) => void;
}

type Refusal = readonly [status: number, message: string];

/** Answers MCP requests that carry the token. */
export class McpEndpoint {
  private readonly parts: McpEndpointParts;

  constructor(parts: McpEndpointParts) {
    this.parts = parts;
  }

  /** Answers one request; never rejects. The caller has checked the Host header. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.refusal(request);
      if (refusal) refuse(response, refusal);
      else await this.answer(request, response);
    } catch (error) {
      if (!(error instanceof RecollectError)) this.parts.report('an agent’s request', error);
      if (response.headersSent) response.destroy();
      else
        refuse(response, [
          503,
          error instanceof RecollectError ? toFailure(error).message : 'Something went wrong in Recollect.',
        ]);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // More code than all the rest of the app: most people let no agents in, and start without it.
    const [{ StreamableHTTPServerTransport }, { createMcpServer }] = await Promise.all([
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
      import('./mcp-server.ts'),
    ]);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = createMcpServer(await this.parts.server());
    response.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }

  private async refusal({ headers, method }: IncomingMessage): Promise<Refusal | null> {
    // Agents send no Origin: a page in a browser always does, and none has business here.
    if (headers.origin !== undefined) return [403, 'Web pages may not ask this.'];
    const token = await this.parts.token();
    if (token === null) return [403, 'Agents are not let in: turn that on in the settings of Recollect.'];
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!sameToken(given, token)) return [401, 'The token is missing or wrong.'];
    if (method !== 'POST') return [405, 'Send requests with POST.'];
    if (!(Number(headers['content-length']) <= LARGEST_REQUEST)) {
      return [413, `A request has at most ${LARGEST_REQUEST} bytes and says how many.`];
    }
    return null;
  }
}

function refuse(response: ServerResponse, [status, message]: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
}
