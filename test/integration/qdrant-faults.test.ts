import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { FaultProxy, type Fault } from '../doubles/fault-proxy.ts';
import { Machine, type MachineOptions } from '../doubles/machine.ts';
import { qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';

let folder: string;
let server: QdrantServer;
let proxy: FaultProxy;
let machines: Machine[];
let model = 0;

beforeAll(async () => {
  if (qdrantBinary === undefined) return;
  folder = await serverFolder();
  server = await QdrantServer.start({ folder: join(folder, 'server'), apiKey: 'right' });
});

afterAll(async () => {
  if (qdrantBinary === undefined) return;
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  machines = [];
  model += 1;
  proxy = await FaultProxy.start(server.port);
});

afterEach(async () => {
  for (const machine of machines) await machine.close();
  await proxy.close();
});

async function open(more: Partial<MachineOptions> = {}): Promise<Machine> {
  const machine = await Machine.open({
    folder: join(folder, `ana-${model}`),
    url: proxy.url,
    apiKey: 'right',
    ...more,
    identity: { model: `test/faults-${model}` },
  });
  machines.push(machine);
  return machine;
}

const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `text ${from + at} of kiln${from + at}`);
const inStep = (machine: Machine, sent: number) => () => {
  const state = machine.sync.state();
  return state.phase === 'in-step' && state.sent === sent;
};
const always = (fault: Fault) => () => fault;
const isUpsert = (request: { method?: string | undefined; url?: string | undefined }): boolean =>
  request.method === 'PUT' && (request.url ?? '').includes('points?');

describe.skipIf(qdrantBinary === undefined)('what a server does wrong', () => {
  test.each([
    [{ kind: 'reset' }, 'qdrant-away'],
    [{ kind: 'half-answer' }, 'qdrant-away'],
    [
      { kind: 'answer', status: 500, error: 'Service internal error: No space left on device' },
      'qdrant-full',
    ],
    [{ kind: 'answer', status: 403, error: 'Forbidden: this key is read-only' }, 'qdrant-read-only'],
    [{ kind: 'answer', status: 504, error: 'timeout' }, 'qdrant-timeout'],
    [{ kind: 'answer', status: 503, error: 'starting' }, 'qdrant-failed'],
  ] satisfies [Fault, string][])('%o is told as %s, and nothing is lost by it', async (fault, code) => {
    const ana = await open();
    await ana.say('kilns', texts(3));
    proxy.fault = (request) => (isUpsert(request) ? fault : { kind: 'none' });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code });
    expect(ana.sync.state()).toMatchObject({ phase: 'away', pending: 3, failure: { code } });
    proxy.fault = always({ kind: 'none' });
    await ana.sync.catchUp();
    expect(await ana.collection.count(null)).toBe(3);
  });

  test('a wrong key is told as such', async () => {
    const ana = await open({ apiKey: 'wrong' });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-key-refused' });
  });

  test('a server that is too old is told as such', async () => {
    const ana = await open();
    const old = await FaultProxy.start(server.port);
    old.fault = always({ kind: 'answer', status: 200, error: '' });
    await old.close();
    const answers = await httpServer('{"title":"qdrant - vector search engine","version":"1.9.2"}');
    const { collection } = await open({ url: answers.url, folder: join(folder, `old-${model}`) });
    await expect(collection.find()).rejects.toMatchObject({ code: 'qdrant-too-old' });
    await answers.close();
    expect(ana.sync.state()).toEqual({ phase: 'connecting' });
  });

  test('a server that speaks no TLS is told as such', async () => {
    const ana = await open({ url: proxy.url.replace('http:', 'https:') });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-tls' });
  });

  test('a chunk that it refuses costs only itself', async () => {
    const ana = await open();
    await ana.say('kilns', texts(9));
    let refusing = 0;
    proxy.fault = (request) => {
      // A batch of more than one is refused as a whole until it has been halved often enough.
      if (!isUpsert(request) || Number(request.headers['content-length']) < 9_000) return { kind: 'none' };
      refusing += 1;
      return { kind: 'answer', status: 413, error: 'Payload too large' };
    };
    await ana.sync.catchUp();
    expect(refusing).toBeGreaterThan(1);
    expect(await ana.collection.count(null)).toBe(9);
  });
});

describe.skipIf(qdrantBinary === undefined)('a search', () => {
  test('is answered by the library, with a note, while the server is away, and by the server afterwards', async () => {
    const ana = await open();
    await ana.say('kilns', ['the kiln was cold']);
    await ana.sync.catchUp();
    proxy.fault = always({ kind: 'reset' });
    const away = await ana.ask('cold kiln');
    expect(away.hits.map(({ conversationId }) => conversationId)).toEqual(['text:kilns']);
    expect(away.notes.join()).toContain('Only this machine was searched: The Qdrant server at');
    expect((await ana.ask('cold kiln', { mode: 'semantic' })).hits).toHaveLength(1);
  });
});

describe.skipIf(qdrantBinary === undefined)('an import', () => {
  test('goes on while the server is away; then everything is sent, a few requests at a time', async () => {
    const ana = await open();
    proxy.fault = always({ kind: 'reset' });
    ana.sync.start();
    for (let batch = 0; batch < 6; batch++) {
      await ana.say(`batch-${batch}`, texts(500, batch * 500));
      ana.sync.notice();
    }
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase === 'away' && state.pending === 3_000;
    });
    proxy.fault = always({ kind: 'none' });
    ana.sync.retry();
    await eventually(inStep(ana, 3_000));
    expect(await ana.collection.count(null)).toBe(3_000);
    // What is held in memory is what is in flight: three batches, of whatever backlog.
    expect(proxy.mostAtOnce).toBeLessThanOrEqual(8);
    expect(proxy.largestBytes).toBeLessThan(4 * 2 ** 20);
  });

  test('over a network that loses requests and answers loses and doubles nothing', async () => {
    const ana = await open();
    ana.sync.start();
    let turn = 0;
    const faults: Fault[] = [
      { kind: 'none' },
      { kind: 'reset' },
      { kind: 'latency', ms: 30 },
      { kind: 'half-answer' },
      { kind: 'none' },
      { kind: 'answer', status: 500, error: 'shard is not ready' },
    ];
    proxy.fault = (request) => {
      turn += 1;
      return isUpsert(request) ? (faults[turn % faults.length] ?? { kind: 'none' }) : { kind: 'none' };
    };
    const file = await ana.say('kilns', texts(700));
    await ana.say('ovens', texts(900, 700));
    await eventually(inStep(ana, 1_600));
    await ana.say('kilns', texts(100), { file });
    ana.sync.notice();
    await eventually(inStep(ana, 1_000));
    expect(await ana.collection.count(null)).toBe(1_000);
  });

  test('survives the death of the server, which has everything that it had acknowledged', async () => {
    const ana = await open({ url: server.url });
    ana.sync.start();
    await ana.say('kilns', texts(1_200));
    ana.sync.notice();
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase === 'catching-up' && state.sent > 0;
    });
    await server.kill();
    await eventually(() => ana.sync.state().phase === 'away');
    await server.start();
    ana.sync.retry();
    await eventually(inStep(ana, 1_200));
    expect(await ana.collection.count(null)).toBe(1_200);
  });
});

/** A server that gives one answer to everything. */
async function httpServer(body: string): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => listening.close(resolve)),
  };
}
