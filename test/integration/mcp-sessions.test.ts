/**
 * Sessions of agents over HTTP: the endpoint as the desktop app has it, the SDK's own client, a library in memory.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SESSIONS_AT_MOST } from '../../electron/main/mcp/http-sessions.ts';
import { AgentEndpoint, initialize, inSession, PING } from '../doubles/agent-endpoint.ts';
import { eventually } from '../doubles/eventually.ts';

let app: AgentEndpoint;

beforeEach(async () => {
  app = await AgentEndpoint.open();
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  expect(app.errors).toEqual([]);
});

/** Waits until a stream has ended, or was cut off. */
async function ended(stream: Response): Promise<void> {
  await stream.text().catch(() => undefined);
}

describe('an agent that can say its folders', () => {
  test('searches its own folder first, and is told when nothing matched there', async () => {
    const folders = ['/home/ana/web'];
    const agent = await app.connect(folders);
    expect(await agent.search()).toContain('Only conversations about /home/ana/web were searched.');
    await agent.search();
    expect(agent.asked.times).toBe(1);
    folders.splice(0, 1, '/home/ana/elsewhere');
    await agent.client.sendRootsListChanged();
    expect(await agent.search()).toContain('Nothing was found for the project /home/ana/elsewhere');
    expect(app.recall.asked.map(({ filter }) => filter.project)).toEqual([
      '/home/ana/web',
      '/home/ana/web',
      '/home/ana/elsewhere',
      undefined,
    ]);
  });

  test('has a session of its own: agents in other folders are no matter to it', async () => {
    const agents = await Promise.all(['web', 'api'].map((name) => app.connect([`/home/ana/${name}`])));
    const found = await Promise.all(agents.map((agent) => agent.search()));
    expect(found[0]).toContain('about /home/ana/web were');
    expect(found[1]).toContain('about /home/ana/api were');
    expect(new Set(agents.map(({ transport }) => transport.sessionId)).size).toBe(2);
  });

  test('goes on after the app was started anew, and is asked for its folders again', async () => {
    const agent = await app.connect(['/home/ana/web']);
    await agent.search();
    await app.restart();
    const found = await Promise.all([1, 2, 3].map(() => agent.search()));
    for (const each of found) expect(each).toContain('about /home/ana/web were');
    expect(agent.asked.times).toBe(2);
  });

  test('goes on where there are more agents than sessions are held', async () => {
    const agents = [];
    for (let count = 0; count < SESSIONS_AT_MOST + 3; count++)
      agents.push(await app.connect([`/home/ana/${count % 2 === 0 ? 'web' : 'api'}`]));
    for (const agent of agents) expect(await agent.search()).toContain('Only conversations about /home/ana/');
  });

  test('is heard no more after it has ended its session, and begins anew', async () => {
    const agent = await app.connect(['/home/ana/web']);
    const id = agent.transport.sessionId;
    await agent.transport.terminateSession();
    expect((await app.ask('POST', inSession(id), PING)).status).toBe(404);
    expect((await app.ask('GET', inSession(id))).status).toBe(404);
    expect((await app.ask('DELETE', inSession(id))).status).toBe(404);
    // Also where it still names the session that has gone.
    const again = await app.ask('POST', inSession(id), initialize({ roots: {} }));
    expect(again.headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]+$/);
    expect(again.headers.get('mcp-session-id')).not.toBe(id);
    expect(await (await app.connect(['/home/ana/web'])).search()).toContain('about /home/ana/web were');
  });

  test('is told when it is offered other tools, and offered them', async () => {
    const agent = await app.connect(['/home/ana/web']);
    const told: string[][] = [];
    agent.client.fallbackNotificationHandler = async ({ method }) => {
      const { tools } = await agent.client.listTools();
      told.push([method, ...tools.map(({ name }) => name)]);
    };
    // The stream of events is opened by the client when it likes: what is said before reaches nobody.
    await eventually(async () => (await app.ask('GET', inSession(agent.transport.sessionId))).status === 409);
    await app.settings.change({ agentNotes: true });
    await eventually(() => Promise.resolve(told.length > 0));
    expect(told[0]?.[0]).toBe('notifications/tools/list_changed');
    expect(told[0]).toContain('remember');
    await app.settings.change({ agentNotes: false });
    const { content } = await agent.client.callTool({ name: 'remember', arguments: { text: 'x' } });
    expect(JSON.stringify(content)).toContain('disabled');
  });
});

describe('an agent that can’t say its folders', () => {
  test('has no session, and searches everything, which it is told, or the project that it names', async () => {
    const agent = await app.connect(null);
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
    expect(app.recall.asked.map(({ filter }) => filter.project)).toEqual([undefined, 'web']);
    expect((await app.ask('GET')).status).toBe(405);
    expect((await app.ask('DELETE')).status).toBe(400);
  });
});

describe('the token', () => {
  test('ends all sessions and their streams when it changes', async () => {
    const session = await app.beginSession();
    const stream = await app.ask('GET', session);
    await rm(join(app.data, 'agent-token'));
    expect((await app.ask('POST', session, PING)).status).toBe(401);
    await app.renewAccess();
    expect((await app.ask('POST', session, PING)).status).toBe(404);
    expect(await stream.text()).toBe('');
    expect((await app.ask('POST', await app.beginSession(), PING)).status).toBe(200);
  });

  test('ends the streams when agents are let in no more, and the next go on when they are again', async () => {
    const session = await app.beginSession();
    const stream = await app.ask('GET', session);
    await app.settings.change({ agentAccess: false });
    await ended(stream);
    await expect(app.ask('POST', session, PING)).rejects.toThrow();
    await app.settings.change({ agentAccess: true });
    await app.renewAccess();
    expect((await app.ask('POST', session, PING)).status).toBe(200);
  });
});

describe('a stream of events', () => {
  test('does not keep the app from quitting', async () => {
    const stream = await app.ask('GET', await app.beginSession());
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await app.server.close();
    await ended(stream);
  });

  test('is one a session, and another after its client hung up', async () => {
    const session = await app.beginSession();
    const stream = await app.ask('GET', session);
    expect((await app.ask('GET', session)).status).toBe(409);
    await stream.body?.cancel();
    const another = await eventually(async () => {
      const answer = await app.ask('GET', session);
      return answer.ok ? answer : undefined;
    });
    await another.body?.cancel();
  });
});
