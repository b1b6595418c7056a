/**
 * Agents that talk to the running app: real hosts, real library, the SDK's own client.
 */
import { createServer, request } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentServer } from '../../electron/main/mcp/agent-server.ts';
import { createAppEndpoint } from '../../electron/main/mcp/app-endpoint.ts';
import { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import { createSettingsFile } from '../../headless/settings-file.ts';
import { TestHost } from '../doubles/application.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { connectOverHttp, textOf } from '../doubles/http-agent.ts';
import { listen } from '../doubles/listen.ts';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(async () => {
  await host[Symbol.asyncDispose]();
  expect(host.errors).toEqual([]);
});

const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });

/** The status of a ping with these headers; the Host among them, which `fetch` doesn't let anybody choose. */
function pingStatus(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: '/mcp',
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          'Content-Length': String(PING.length),
          ...headers,
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject).end(PING);
  });
}

describe('the web host', () => {
  test('lets agents in when that is turned on, and answers them while it imports', async () => {
    const { client } = host.browse();
    const port = host.host.port;
    const { token } = await client.agents.access(undefined);
    const authorised = { Authorization: `Bearer ${token}` };
    expect(await pingStatus(port, authorised)).toBe(403);

    await client.settings.set({ agentAccess: true });
    expect(await pingStatus(port, authorised)).toBe(200);
    expect(await pingStatus(port, {})).toBe(401);
    expect(await pingStatus(port, { ...authorised, Host: `rebound.example:${port}` })).toBe(403);
    expect(await pingStatus(port, { ...authorised, Origin: `http://127.0.0.1:${port}` })).toBe(403);

    await writeHistory(
      join(host.home, 'owls.jsonl'),
      conversationLines('owls', 80, (turn) => `An owl of turn ${turn}. ${sentence(turn, 60)}`),
    );
    // Its stream of events stays open: the host must close all the same.
    const { client: agent } = await connectOverHttp(await client.agents.access(undefined), [
      join(host.home, 'elsewhere'),
    ]);
    await client.sources.add({ paths: [host.home] });
    const isDone = async () => {
      const { sync, indexes, library } = await client.snapshot.get();
      return sync.phase === 'idle' && library.chunks > 0 && indexes[0]?.embedded === library.chunks;
    };
    do expect(await textOf(agent, 'search', { query: 'owl' })).not.toContain('isError');
    while (!(await isDone()));
    const found = await textOf(agent, 'search', { query: 'owl' });
    expect(found).toContain('claude-code:owls');
    expect(found).toContain(`Nothing was found for the project ${join(host.home, 'elsewhere')}`);
    expect(await textOf(agent, 'status')).toContain('1 conversation with 80 messages');
    expect(await textOf(agent, 'remember', { text: 'x' })).toContain('disabled');

    await client.settings.set({ agentAccess: false });
    expect(await pingStatus(port, authorised)).toBe(403);
    await client.settings.set({ agentAccess: true });
    expect(await textOf(agent, 'status')).toContain('1 conversation ');
    await host.close();
    await agent.close();
  });

  test('finds a note as soon as an agent has stored it, and names where it is from', async () => {
    const { client } = host.browse();
    await client.settings.set({ agentAccess: true, agentNotes: true });
    expect(await client.sources.list(undefined)).toEqual([]);
    expect((await client.snapshot.get()).host.firstRun).toBe(true);
    const { client: agent } = await connectOverHttp(await client.agents.access(undefined));
    await textOf(agent, 'remember', { text: 'The kiln is booked for Friday.', title: 'Kiln' });
    await eventually(
      async () => (await textOf(agent, 'search', { query: 'kiln' })).includes('booked for Friday'),
      20_000,
    );
    expect(await client.sources.list(undefined)).toMatchObject([
      { name: 'Notes by agents', path: join(host.data, 'notes'), files: { total: 1 } },
    ]);
    await agent.close();
    await host.close();
    await host.open();
    expect((await host.browse().client.snapshot.get()).host.firstRun).toBe(true);
  });

  test('leaves the folder of notes alone once it was removed from the sources', async () => {
    const { client } = host.browse();
    await client.settings.set({ agentAccess: true, agentNotes: true });
    const { client: agent } = await connectOverHttp(await client.agents.access(undefined));
    await textOf(agent, 'remember', { text: 'The kiln is booked.' });
    const source = await eventually(async () => (await client.sources.list(undefined))[0]);
    await client.sources.remove({ id: source.id, conversations: false });
    await agent.close();
    await host.close();
    await host.open();
    expect(await host.browse().client.sources.list(undefined)).toEqual([]);
  });
});

describe('the desktop app’s server', () => {
  function openServer(port?: number): { settings: KeptSettings; server: AgentServer; errors: unknown[] } {
    const settings = new KeptSettings(createSettingsFile(host.data));
    const errors: unknown[] = [];
    const report = (_what: string, error: unknown): void => void errors.push(error);
    const dataDirectory = host.data;
    const recall = () => host.application.recall();
    const endpoint = createAppEndpoint({ dataDirectory, version: '1', settings, recall, report });
    const at = port === undefined ? {} : { port };
    return {
      settings,
      server: new AgentServer({ dataDirectory, settings, endpoint, report, ...at }),
      errors,
    };
  }

  test('listens while the setting is on, with the same token each time', async () => {
    const { settings, server, errors } = openServer(0);
    await expect(server.access()).rejects.toMatchObject({ code: 'usage' });
    await settings.change({ agentAccess: true });
    const first = await server.access();
    const { client: agent } = await connectOverHttp(first);
    expect(await textOf(agent, 'status')).toContain('0 conversations');
    await agent.close();
    const port = Number(new URL(first.url).port);
    expect(await pingStatus(port, { Authorization: `Bearer ${first.token}`, Host: 'elsewhere' })).toBe(403);

    await settings.change({ agentAccess: false });
    await expect(server.access()).rejects.toMatchObject({ code: 'usage' });
    await expect(fetch(first.url)).rejects.toThrow();

    await settings.change({ agentAccess: true });
    expect((await server.access()).token).toBe(first.token);
    expect(await readFile(join(host.data, 'agent-token'), 'utf8')).toContain(first.token);
    await server.close();
    expect(errors).toEqual([]);
  });

  test('says so where its port is taken, and goes on without', async () => {
    const other = createServer();
    const port = await listen(other);
    const { settings, server, errors } = openServer(port);
    await settings.change({ agentAccess: true });
    await expect(server.access()).rejects.toMatchObject({ code: 'port-in-use' });
    expect(errors).toMatchObject([{ code: 'port-in-use' }]);
    await new Promise((resolve) => other.close(resolve));
    await settings.change({ agentAccess: false });
    await settings.change({ agentAccess: true });
    expect(new URL((await server.access()).url).port).toBe(String(port));
    await server.close();
  });
});
