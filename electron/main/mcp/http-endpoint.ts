/**
 * MCP over Streamable HTTP, for agents that talk to the running app. A client that can say in which folders it works
 * gets a session, since it has to be asked; all others are answered request by request, with nothing kept between.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import { sameToken } from '../loopback/token.ts';
import type { HttpAnswers } from './http-answers.ts';
import { bodyOf } from './http-exchange.ts';
import { refuse, type HttpRefusal } from './http-refusal.ts';
import type { HttpSessions } from './http-sessions.ts';
import type { McpServerOptions } from './mcp-server.ts';

/** The path that the endpoint is served at. */
export const MCP_PATH = '/mcp';

/** Bytes of a request at the most; the largest is a note. */
const LARGEST_REQUEST = 256 * 1024;

/** How often sessions are looked at that nobody may need any more, in ms. */
const SWEEP_MS = 60_000;

/** What an endpoint is made of. */
export interface McpEndpointParts {
  /** What clients send as `Authorization: Bearer <token>`; null while agents are not let in. */
  readonly token: () => Promise<string | null>;
  /** What a request is answered from. @throws RecollectError with what keeps the app from answering. */
  readonly server: () => Promise<McpServerOptions>;
  /** Hears of errors that are not the agent's to know. */
  readonly report: (what: string, error: unknown) => void;
  /** A clock in ms that never goes back. */
  readonly now: () => number;
}

/** Answers MCP requests that carry the token. */
export class McpEndpoint {
  private readonly parts: McpEndpointParts;
  private loaded: Promise<HttpAnswers> | undefined;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(parts: McpEndpointParts) {
    this.parts = parts;
  }

  /** Answers one request; never rejects. The caller has checked the Host header. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.answer(request, response);
      if (refusal) refuse(response, refusal);
    } catch (error) {
      if (!(error instanceof RecollectError)) this.parts.report('an agent’s request', error);
      if (response.headersSent) response.destroy();
      else
        refuse(response, {
          status: 503,
          message:
            error instanceof RecollectError ? toFailure(error).message : 'Something went wrong in Recollect.',
        });
    }
  }

  /** Ends all sessions and the streams of events in them, as before an app quits; never rejects. Requests are still answered. */
  async endSessions(): Promise<void> {
    clearInterval(this.sweeping);
    this.sweeping = undefined;
    await this.withSessions((sessions) => sessions.bindTo(null));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<HttpRefusal | null> {
    const { headers, method } = request;
    // Agents send no Origin: a page in a browser always does, and none has business here.
    if (headers.origin !== undefined) return { status: 403, message: 'Web pages may not ask this.' };
    const token = await this.parts.token();
    if (token === null) {
      await this.endSessions();
      const message = 'Agents are not let in: turn that on in the settings of Recollect.';
      return { status: 403, message };
    }
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!sameToken(given, token)) return { status: 401, message: 'The token is missing or wrong.' };
    const body = method === 'POST' ? await bodyOf(request, LARGEST_REQUEST) : '';
    if (body === null) return { status: 413, message: `A request has at most ${LARGEST_REQUEST} bytes.` };
    const answers = await this.answers();
    await answers.sessions.bindTo(token);
    return answers.answer({ request, response, body, token });
  }

  /** More code than all the rest of the app: most people let no agents in, and start without it. */
  private answers(): Promise<HttpAnswers> {
    this.sweeping ??= setInterval(() => void this.sweep(), SWEEP_MS).unref();
    return (this.loaded ??= import('./http-answers.ts').then(
      ({ HttpAnswers }) => new HttpAnswers(this.parts),
    ));
  }

  /** A token that was taken away ends its sessions also where nobody asks. */
  private sweep(): Promise<void> {
    return this.withSessions(async (sessions) => {
      await sessions.bindTo(await this.parts.token());
      await sessions.closeIdle();
    });
  }

  private async withSessions(act: (sessions: HttpSessions) => Promise<void>): Promise<void> {
    try {
      const answers = await this.loaded;
      if (answers) await act(answers.sessions);
    } catch (error) {
      this.parts.report('the sessions of agents', error);
    }
  }
}
