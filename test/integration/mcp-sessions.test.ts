/**
 * Sessions of agents over HTTP: the endpoint as the desktop app has it, the SDK's own client, a library in memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentServer } from '../../electron/main/mcp/agent-server.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { SESSIONS_AT_MOST } from '../../electron/main/mcp/http-sessions.ts';
import { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import type { AgentAccess } from '../../electron/shared/contract/agents.ts';
import { createSettingsFile } from '../../headless/settings-file.ts';
import { eventually } from '../doubles/eventually.ts';
import { FakeRecall } from '../doubles/recall.ts';

let data: string;
let settings: KeptSettings;
let recall: FakeRecall;
let server: AgentServer;
let access: AgentAccess;
const errors: unknown[] = [];
const clients: Client[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'recollect-sessions-'));
  settings = new KeptSettings(createSettingsFile(data));
  recall = new FakeRecall();
  await settings.change({ agentAccess: true });
  await startServer(0);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
  await rm(data, { recursive: true, force: true });
  expect(errors.splice(0)).toEqual([]);
});

/** The app, which begins to listen: at the same address again after a restart. */
async function startServer(port: number): Promise<void> {
  const report = (_what: string, error: unknown): void => void errors.push(error);
  const parts = { dataDirectory: data, version: '1', settings, report };
  const endpoint = createAppEndpoint({ ...parts, recall: () => Promise.resolve(recall) });
  server = new AgentServer({ ...parts, endpoint, port });
  access = await server.access();
}

async function restart(): Promise<void> {
  const port = Number(new URL(access.url).port);
  await server.close();
  await startServer(port);
}

interface Agent {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  /** How often it was asked for its folders. */
  readonly asked: { times: number };
  search(): Promise<string>;
}

/** An agent that works in `folders`, or that can't say where. */
async function connect(folders: string[] | null): Promise<Agent> {
  const asked = { times: 0 };
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: folders ? { roots: { listChanged: true } } : {} },
  );
  if (folders)
    client.setRequestHandler(ListRootsRequestSchema, () => {
      asked.times += 1;
      return { roots: folders.map((folder) => ({ uri: pathToFileURL(folder).href })) };
    });
  const headers = { Authorization: `Bearer ${access.token}` };
  const transport = new StreamableHTTPClientTransport(new URL(access.url), { requestInit: { headers } });
  await client.connect(transport);
  clients.push(client);
  const search = async (): Promise<string> =>
    JSON.stringify((await client.callTool({ name: 'search', arguments: { query: 'hello' } })).content);
  return { client, transport, asked, search };
}

const initialize = (capabilities: object) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities, clientInfo: { name: 'raw', version: '1' } },
  });
const PING = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });

function ask(method: string, headers: Record<string, string> = {}, body?: string): Promise<Response> {
  return fetch(access.url, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: {
      Authorization: `Bearer ${access.token}`,
      Accept: 'application/json, text/event-stream',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
  });
}

/** The header that names a session. */
const inSession = (id: string | null | undefined) => ({ 'Mcp-Session-Id': id ?? '' });

/** The header that names a new session. */
async function beginSession(): Promise<{ 'Mcp-Session-Id': string }> {
  const answer = await ask('POST', {}, initialize({ roots: {} }));
  await answer.text();
  return inSession(answer.headers.get('mcp-session-id'));
}

/** Waits until a stream has ended, or was cut off. */
async function ended(stream: Response): Promise<void> {
  await stream.text().catch(() => undefined);
}

describe('an agent that can say its folders', () => {
  test('searches its own folder first, and is told when nothing matched there', async () => {
    const folders = ['/home/ana/web'];
    const agent = await connect(folders);
    expect(await agent.search()).toContain('Only conversations about /home/ana/web were searched.');
    await agent.search();
    expect(agent.asked.times).toBe(1);
    folders.splice(0, 1, '/home/ana/elsewhere');
    await agent.client.sendRootsListChanged();
    expect(await agent.search()).toContain('Nothing was found for the project /home/ana/elsewhere');
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual([
      '/home/ana/web',
      '/home/ana/web',
      '/home/ana/elsewhere',
      undefined,
    ]);
  });

  test('has a session of its own: agents in other folders are no matter to it', async () => {
    const agents = await Promise.all(['web', 'api'].map((name) => connect([`/home/ana/${name}`])));
    const found = await Promise.all(agents.map((agent) => agent.search()));
    expect(found[0]).toContain('about /home/ana/web were');
    expect(found[1]).toContain('about /home/ana/api were');
    expect(new Set(agents.map(({ transport }) => transport.sessionId)).size).toBe(2);
  });

  test('goes on after the app was started anew, and is asked for its folders again', async () => {
    const agent = await connect(['/home/ana/web']);
    await agent.search();
    await restart();
    const found = await Promise.all([1, 2, 3].map(() => agent.search()));
    for (const each of found) expect(each).toContain('about /home/ana/web were');
    expect(agent.asked.times).toBe(2);
  });

  test('goes on where there are more agents than sessions are held', async () => {
    const agents = [];
    for (let count = 0; count < SESSIONS_AT_MOST + 3; count++)
      agents.push(await connect([`/home/ana/${count % 2 === 0 ? 'web' : 'api'}`]));
    for (const agent of agents) expect(await agent.search()).toContain('Only conversations about /home/ana/');
  });

  test('is heard no more after it has ended its session, and begins anew', async () => {
    const agent = await connect(['/home/ana/web']);
    const id = agent.transport.sessionId;
    await agent.transport.terminateSession();
    expect((await ask('POST', inSession(id), PING)).status).toBe(404);
    expect((await ask('GET', inSession(id))).status).toBe(404);
    expect((await ask('DELETE', inSession(id))).status).toBe(404);
    // Also where it still names the session that has gone.
    const again = await ask('POST', inSession(id), initialize({ roots: {} }));
    expect(again.headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]+$/);
    expect(again.headers.get('mcp-session-id')).not.toBe(id);
    expect(await (await connect(['/home/ana/web'])).search()).toContain('about /home/ana/web were');
  });

  test('is told when it is offered other tools, and offered them', async () => {
    const agent = await connect(['/home/ana/web']);
    const told: string[][] = [];
    agent.client.fallbackNotificationHandler = async ({ method }) => {
      const { tools } = await agent.client.listTools();
      told.push([method, ...tools.map(({ name }) => name)]);
    };
    // The stream of events is opened by the client when it likes: what is said before reaches nobody.
    await eventually(async () => (await ask('GET', inSession(agent.transport.sessionId))).status === 409);
    await settings.change({ agentNotes: true });
    await eventually(() => Promise.resolve(told.length > 0));
    expect(told[0]?.[0]).toBe('notifications/tools/list_changed');
    expect(told[0]).toContain('remember');
    await settings.change({ agentNotes: false });
    const { content } = await agent.client.callTool({ name: 'remember', arguments: { text: 'x' } });
    expect(JSON.stringify(content)).toContain('disabled');
  });
});

describe('an agent that can’t say its folders', () => {
  test('has no session, and searches everything, which it is told, or the project that it names', async () => {
    const agent = await connect(null);
    expect(agent.transport.sessionId).toBeUndefined();
    expect(await agent.search()).toContain(
      'All projects were searched: the folder that you work in is not known.',
    );
    const named = await agent.client.callTool({
      name: 'search',
      arguments: { query: 'hello', project: 'web' },
    });
    expect(JSON.stringify(named.content)).toContain('claude-code:two');
    expect(JSON.stringify(named.content)).not.toContain('claude-code:one');
    expect(recall.asked.map(({ filter }) => filter.project)).toEqual([undefined, 'web']);
    expect((await ask('GET')).status).toBe(405);
    expect((await ask('DELETE')).status).toBe(400);
  });
});

describe('the token', () => {
  test('ends all sessions and their streams when it changes', async () => {
    const session = await beginSession();
    const stream = await ask('GET', session);
    await rm(join(data, 'agent-token'));
    expect((await ask('POST', session, PING)).status).toBe(401);
    access = await server.access();
    expect((await ask('POST', session, PING)).status).toBe(404);
    expect(await stream.text()).toBe('');
    expect((await ask('POST', await beginSession(), PING)).status).toBe(200);
  });

  test('ends the streams when agents are let in no more, and the next go on when they are again', async () => {
    const session = await beginSession();
    const stream = await ask('GET', session);
    await settings.change({ agentAccess: false });
    await ended(stream);
    await expect(ask('POST', session, PING)).rejects.toThrow();
    await settings.change({ agentAccess: true });
    access = await server.access();
    expect((await ask('POST', session, PING)).status).toBe(200);
  });
});

describe('a stream of events', () => {
  test('does not keep the app from quitting', async () => {
    const stream = await ask('GET', await beginSession());
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await server.close();
    await ended(stream);
  });

  test('is one a session, and another after its client hung up', async () => {
    const session = await beginSession();
    const stream = await ask('GET', session);
    expect((await ask('GET', session)).status).toBe(409);
    await stream.body?.cancel();
    const another = await eventually(async () => {
      const answer = await ask('GET', session);
      return answer.ok ? answer : undefined;
    });
    await another.body?.cancel();
  });
});

describe('a request that is not understood', () => {
  test.each([
    ['no JSON', 'POST', {}, '{', 400],
    ['no request', 'POST', {}, '"hello"', 400],
    ['initialized twice', 'POST', {}, initialize({ roots: {} }), 400],
    ['initialize among others', 'POST', {}, `[${initialize({ roots: {} })},${PING}]`, 400],
    ['another content type', 'POST', { 'Content-Type': 'text/plain' }, PING, 415],
    ['nothing that can be answered', 'POST', { Accept: 'text/html' }, PING, 406],
    ['another protocol', 'POST', { 'Mcp-Protocol-Version': '1999-01-01' }, PING, 400],
    [
      'a session that was made up',
      'POST',
      { 'Mcp-Session-Id': `${'a'.repeat(24)}.${'b'.repeat(43)}` },
      PING,
      404,
    ],
    ['two sessions', 'POST', { 'Mcp-Session-Id': 'a, b' }, PING, 404],
    ['too much', 'POST', {}, JSON.stringify({ x: 'x'.repeat(300_000) }), 413],
    ['a page in a browser', 'POST', { Origin: 'http://127.0.0.1' }, PING, 403],
    ['another method', 'PUT', {}, PING, 405],
  ])('%s is refused, and the session goes on', async (_what, method, headers, body, status) => {
    const session = await beginSession();
    const answer = await ask(method, { ...session, ...headers }, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: null });
    expect((await ask('POST', session, PING)).status).toBe(200);
  });

  test('an initialize that can’t be answered begins no session', async () => {
    const answer = await ask('POST', { Accept: 'text/html' }, initialize({ roots: {} }));
    expect(answer.status).toBe(406);
    expect(answer.headers.get('mcp-session-id')).toBeNull();
  });

  test('one that never says how long it is is read as far as a request may be', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        access.url,
        {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${access.token}`,
            Accept: 'application/json, text/event-stream',
            'Content-Type': 'application/json',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          sent.destroy();
        },
      );
      sent.on('error', reject);
      sent.write('x'.repeat(300_000));
    });
    expect(status).toBe(413);
  });
});
