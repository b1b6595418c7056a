import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { McpEndpoint, MCP_PATH } from '../../electron/main/mcp/http-endpoint.ts';
import { mainFile, sampleFolder } from '../../headless/paths.ts';
import { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import { createSettingsFile } from '../../headless/settings-file.ts';
import { openRecall } from '../../headless/mcp/open-recall.ts';
import { NO_NOTES, permission } from '../doubles/agent.ts';
import { testEngine } from '../doubles/engine.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { connectOverHttp, textOf } from '../doubles/http-agent.ts';
import { listen } from '../doubles/listen.ts';

const TOKEN = 'a-token-of-this-test';
const settings = { memoryCeilingMb: 400, workers: 1, provider: 'local' } as const;

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-mcp-'));
  data = join(folder, 'data');
  const engine = await testEngine(data);
  await engine.import([{ path: sampleFolder, origin: 'added' }], new AbortController().signal);
  await engine.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function overStdio(...args: string[]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [mainFile, 'mcp', '--data-dir', data, ...args],
      stderr: 'ignore',
    }),
  );
  return client;
}

describe('over stdin and stdout', () => {
  test('an agent finds, reads and lists what was said', async () => {
    const client = await overStdio();
    const found = await textOf(client, 'search', { query: 'how did we stop the login test from flaking' });
    expect(found).toContain('Nothing was found for the project');
    const id = /conversation_id (\S+) /.exec(found)?.[1] ?? '';
    expect(await textOf(client, 'get_conversation', { conversation_id: id })).toContain('login test');
    expect(await textOf(client, 'recent', { limit: 3 })).toContain('conversation_id');
    expect(await textOf(client, 'status')).toContain('conversations with');
    await client.close();
  });

  test('an agent that starts its server elsewhere says in which folder it works', async () => {
    const client = new Client({ name: 'test', version: '1' }, { capabilities: { roots: {} } });
    const project = join(folder, 'pots');
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: [{ uri: pathToFileURL(project).href }],
    }));
    const args = [mainFile, 'mcp', '--data-dir', data];
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, cwd: folder, stderr: 'ignore' }),
    );
    const { structuredContent } = await client.callTool({
      name: 'search',
      arguments: { query: 'login test' },
    });
    expect(structuredContent).toMatchObject({
      notes: [`Nothing was found for the project ${project}; these are from all projects.`],
    });
    await client.close();
  });

  test('answers while an import is writing the library', async () => {
    const home = join(folder, 'home');
    const path = join(home, 'more.jsonl');
    await mkdir(home, { recursive: true });
    await writeHistory(
      path,
      conversationLines('more', 60, (turn) => sentence(turn, 40)),
    );
    const engine = await testEngine(data);
    const client = await overStdio();
    const importing = engine.import([{ path: home, origin: 'added' }], new AbortController().signal);
    let answers = 0;
    const running = { import: true };
    const watched = importing.finally(() => (running.import = false));
    while (running.import) {
      expect(await textOf(client, 'search', { query: 'login test', project: '*' })).toContain(
        'conversation_id',
      );
      answers += 1;
    }
    await watched;
    expect(answers).toBeGreaterThan(0);
    expect(await textOf(client, 'search', { query: sentence(7, 6), project: '*' })).toContain(
      'claude-code:more',
    );
    await client.close();
    await engine.close();
  });

  test('stores notes only when that was allowed', async () => {
    const reading = await overStdio();
    expect(await textOf(reading, 'remember', { text: 'x' })).toContain('disabled');
    await reading.close();
    const writing = await overStdio('--allow-notes');
    const { structuredContent } = await writing.callTool({
      name: 'remember',
      arguments: { text: 'The kiln is booked.', title: 'Kiln / plan' },
    });
    const { path } = structuredContent as { path: string };
    expect(path.startsWith(join(data, 'notes'))).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('# Kiln / plan\n\nThe kiln is booked.\n');
    await writing.close();
  });

  test('offers to store notes while the settings allow it, which the app changes meanwhile', async () => {
    const client = await overStdio();
    const told: string[][] = [];
    client.fallbackNotificationHandler = async () => {
      const { tools } = await client.listTools();
      told.push(tools.map(({ name }) => name));
    };
    const settings = new KeptSettings(createSettingsFile(data));
    await settings.change({ agentNotes: true });
    await eventually(() => told.length === 1);
    expect(told[0]).toContain('remember');
    expect(await textOf(client, 'remember', { text: 'The kiln is booked.' })).toContain('Stored in');
    await settings.change({ agentNotes: false });
    // Whether or not it has noticed yet.
    expect(await textOf(client, 'remember', { text: 'x' })).toMatch(/Nothing was stored|disabled/);
    await eventually(() => told.length === 2);
    expect(told[1]).not.toContain('remember');
    await client.close();
  });

  test('goes on after lines that are no requests', async () => {
    const child = spawn(process.execPath, [mainFile, 'mcp', '--data-dir', data], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout });
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    };
    child.stdin.write(
      `{ no json\n"text"\n[]\n{"jsonrpc":"1.0"}\n{"id":${'9'.repeat(400)}}\n${JSON.stringify(initialize)}\n`,
    );
    const [line] = (await once(lines, 'line')) as [string];
    expect(JSON.parse(line)).toMatchObject({ id: 1, result: { serverInfo: { name: 'recollect' } } });
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('searches the local index while there is none at Voyage', async () => {
    const client = await overStdio('--provider', 'voyage');
    const found = await textOf(client, 'search', { query: 'login test', project: '*', mode: 'semantic' });
    expect(found).toContain('conversation_id');
    await client.close();
  });

  test('finds by word, and says why not by meaning, where nobody can embed the question', async () => {
    const client = await overStdio('--model', 'none-such');
    const found = await textOf(client, 'search', { query: 'login test', project: '*' });
    expect(found).toContain('conversation_id');
    expect(found).toContain('Found by word only: ');
    expect(await textOf(client, 'search', { query: 'login test', mode: 'semantic' })).toContain('none-such');
    expect(await textOf(client, 'status')).toContain('conversations with');
    await client.close();
  });

  test('a library that is not there yet is said to be missing, and found once it is there', async () => {
    const before = data;
    data = join(folder, 'later');
    try {
      const client = await overStdio();
      expect(await textOf(client, 'status')).toContain('There is no library at');
      const engine = await testEngine(data);
      const path = join(folder, 'small.jsonl');
      await writeHistory(
        path,
        conversationLines('small', 2, (turn) => sentence(turn, 10)),
      );
      await engine.import([{ path, origin: 'added' }], new AbortController().signal);
      await engine.close();
      expect(await textOf(client, 'status')).toContain('1 conversation with');
      await client.close();
    } finally {
      data = before;
    }
  });
});

describe('over HTTP', () => {
  let server: Server;
  let url: URL;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const opened = await openRecall({ dataDirectory: data, settings, onOutput: () => undefined });
    close = () => opened.close();
    const endpoint = new McpEndpoint({
      token: () => Promise.resolve(TOKEN),
      server: () =>
        Promise.resolve({
          version: '1',
          recall: opened.recall,
          callerFolder: () => Promise.resolve(undefined),
          notes: NO_NOTES,
          notePermission: permission(false),
        }),
      now: () => performance.now(),
      report: (what, error) => expect.fail(`${what}: ${String(error)}`),
    });
    server = createServer((request, response) => void endpoint.handle(request, response));
    url = new URL(`http://127.0.0.1:${await listen(server)}${MCP_PATH}`);
  });

  afterAll(async () => {
    server.close();
    await close();
  });

  const authorised = { Authorization: `Bearer ${TOKEN}`, Accept: 'application/json, text/event-stream' };

  test('agents with the token are answered, several at once', async () => {
    const agents = await Promise.all([1, 2, 3].map(() => connectOverHttp({ url: url.href, token: TOKEN })));
    const answers = await Promise.all(
      agents.map(({ client }) => textOf(client, 'search', { query: 'sourdough' })),
    );
    for (const answer of answers) expect(answer).toContain('conversation_id');
    await Promise.all(agents.map(({ client }) => client.close()));
  });

  test.each([
    ['no token', {}, 401],
    ['a wrong token', { Authorization: 'Bearer a-token-of-this-tesT' }, 401],
    ['a page in a browser', { ...authorised, Origin: 'http://localhost:1234' }, 403],
  ])('%s is refused', async (_who, headers, status) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    expect(answer.status).toBe(status);
  });

  test.each([
    ['no JSON', '{', 400],
    ['no request', '"hello"', 400],
    ['an unknown method', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'nope' }), 200],
    ['too much', JSON.stringify({ x: 'x'.repeat(300_000) }), 413],
  ])('%s gets an error and the server goes on', async (_what, body, status) => {
    const headers = { 'Content-Type': 'application/json', ...authorised };
    const answer = await fetch(url, { method: 'POST', body, headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain('error');
    const next = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' }),
    });
    expect(next.status).toBe(200);
  });
});
