/**
 * Answers requests over HTTP that were let in: each by its session, or by a server that is made for it alone.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { send, webRequest } from './http-exchange.ts';
import type { HttpRefusal } from './http-refusal.ts';
import { HttpSessions } from './http-sessions.ts';
import { createMcpServer, type McpServerOptions } from './mcp-server.ts';

/** What requests are answered with. */
export interface HttpAnswersParts {
  readonly server: () => Promise<McpServerOptions>;
  readonly now: () => number;
}

/** A request that was let in. */
export interface LetIn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Its body, which is empty unless it was posted. */
  readonly body: string;
  /** The token that it came with. */
  readonly token: string;
}

/** JSON-RPC's code for what is no JSON. */
const NO_JSON = -32_700;

const BUSY: HttpRefusal = { status: 503, message: 'Too many agents are asking at once. Try again.' };
const NO_SESSION: HttpRefusal = { status: 404, message: 'There is no such session: initialize anew.' };

/** Answers by sessions, or one by one. */
export class HttpAnswers {
  readonly sessions: HttpSessions;
  private readonly parts: HttpAnswersParts;

  constructor(parts: HttpAnswersParts) {
    this.parts = parts;
    this.sessions = new HttpSessions(parts.now);
  }

  /** Answers a request, or says why it doesn't. @throws as `server` of its parts. */
  async answer(asked: LetIn): Promise<HttpRefusal | null> {
    const { request } = asked;
    const id = request.headers['mcp-session-id'];
    switch (request.method) {
      case 'POST':
        return this.post(asked, id);
      case 'GET':
        // A stream is for what a server says unasked: without a session there is nobody that it could be said to.
        if (id === undefined) return { status: 405, message: 'Send requests with POST.', allow: 'POST' };
        return this.inSession(asked, id, undefined);
      case 'DELETE':
        return this.end(asked, id);
      default:
        return { status: 405, message: 'Send requests with POST.', allow: 'POST, GET, DELETE' };
    }
  }

  private async post(asked: LetIn, id: string | string[] | undefined): Promise<HttpRefusal | null> {
    const body = parsed(asked.body);
    if (body === undefined) return { status: 400, message: 'The request is not JSON.', code: NO_JSON };
    // Whoever begins anew is let, whatever session is named: some clients keep the id of the one that has gone.
    if (isInitializeRequest(body) && (id === undefined || !this.knows(asked, id))) {
      return body.params.capabilities.roots === undefined ? this.alone(asked, body) : this.begin(asked, body);
    }
    return id === undefined ? this.alone(asked, body) : this.inSession(asked, id, body);
  }

  /** By a server that is gone after it: nothing is kept of clients that could not say their folders. */
  private async alone({ request, response }: LetIn, body: unknown): Promise<null> {
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = createMcpServer(await this.parts.server());
    // Nobody waits any more: what is being done for it stops.
    response.on('close', () => void server.close());
    await server.connect(transport);
    await send(await transport.handleRequest(webRequest(request), { parsedBody: body }), response);
    return null;
  }

  private async begin({ request, response, token }: LetIn, body: unknown): Promise<HttpRefusal | null> {
    const session = await this.sessions.open(token, await this.parts.server());
    if (!session) return BUSY;
    await session.answer(webRequest(request), body, async (answer) => {
      if (session.begun) await this.sessions.keep(session);
      await send(answer, response);
    });
    if (!session.begun) await session.close();
    return null;
  }

  private async inSession(asked: LetIn, id: string | string[], body: unknown): Promise<HttpRefusal | null> {
    if (!this.knows(asked, id)) return NO_SESSION;
    const session = await this.sessions.get(id, this.parts.server);
    if (!session) return BUSY;
    await session.answer(webRequest(asked.request), body, (answer) => send(answer, asked.response));
    return null;
  }

  private async end(asked: LetIn, id: string | string[] | undefined): Promise<HttpRefusal | null> {
    if (id === undefined) return { status: 400, message: 'Say which session has ended: Mcp-Session-Id.' };
    if (!this.knows(asked, id)) return NO_SESSION;
    await this.sessions.end(id);
    asked.response.writeHead(200).end();
    return null;
  }

  private knows({ token }: LetIn, id: string | string[]): id is string {
    return typeof id === 'string' && this.sessions.knows(id, token);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
