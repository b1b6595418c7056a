/**
 * The endpoint for agents as the desktop app has it, over a library in memory: for the protocol's own client, and for
 * whoever writes requests by hand.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentServer } from '../../electron/main/mcp/agent-server.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import type { AgentAccess } from '../../electron/shared/contract/agents.ts';
import { createSettingsFile } from '../../headless/settings-file.ts';
import { connectOverHttp, textOf, type HttpAgent } from './http-agent.ts';
import { FakeRecall } from './recall.ts';

/** A ping, as it is sent. */
export const PING = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });

/** An agent that introduces itself, as it is sent. */
export const initialize = (capabilities: object): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities, clientInfo: { name: 'raw', version: '1' } },
  });

/** The header that names a session. */
export const inSession = (id: string | null | undefined) => ({ 'Mcp-Session-Id': id ?? '' });

/** An agent that looks for one thing. */
interface SearchingAgent extends HttpAgent {
  search(): Promise<string>;
}

/** An app that lets agents in. */
export class AgentEndpoint implements AsyncDisposable {
  readonly data: string;
  readonly settings: KeptSettings;
  readonly recall = new FakeRecall();
  /** What it reported. */
  readonly errors: unknown[] = [];
  server: AgentServer;
  access: AgentAccess = { url: '', token: '' };
  private readonly agents: HttpAgent[] = [];

  static async open(): Promise<AgentEndpoint> {
    const app = new AgentEndpoint(await mkdtemp(join(tmpdir(), 'recollect-sessions-')));
    await app.settings.change({ agentAccess: true });
    await app.renewAccess();
    return app;
  }

  private constructor(data: string) {
    this.data = data;
    this.settings = new KeptSettings(createSettingsFile(data));
    this.server = this.serverAt(0);
  }

  /** Asks for the address and the token anew, which may be another. */
  async renewAccess(): Promise<void> {
    this.access = await this.server.access();
  }

  /** Ends the app and starts it again, at the same address. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.access.url).port);
    await this.server.close();
    this.server = this.serverAt(port);
    await this.renewAccess();
  }

  /** Connects an agent that works in `folders`, or that can't say where. */
  async connect(folders: string[] | null): Promise<SearchingAgent> {
    const agent = await connectOverHttp(this.access, folders);
    this.agents.push(agent);
    return { ...agent, search: () => textOf(agent.client, 'search', { query: 'hello' }) };
  }

  /** Sends a request with the token. */
  ask(method: string, headers: Record<string, string> = {}, body?: string): Promise<Response> {
    return fetch(this.access.url, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        Authorization: `Bearer ${this.access.token}`,
        Accept: 'application/json, text/event-stream',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
  }

  /** Begins a session; the header that names it. */
  async beginSession(): Promise<{ 'Mcp-Session-Id': string }> {
    const answer = await this.ask('POST', {}, initialize({ roots: {} }));
    await answer.text();
    return inSession(answer.headers.get('mcp-session-id'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.agents.map(({ client }) => client.close()));
    await this.server.close();
    await rm(this.data, { recursive: true, force: true });
  }

  private serverAt(port: number): AgentServer {
    const report = (_what: string, error: unknown): void => void this.errors.push(error);
    const parts = { dataDirectory: this.data, version: '1', settings: this.settings, report };
    const endpoint = createAppEndpoint({ ...parts, recall: () => Promise.resolve(this.recall) });
    return new AgentServer({ ...parts, endpoint, port });
  }
}
