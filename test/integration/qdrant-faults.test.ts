import { execFile, spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { FaultProxy, type Fault } from '../doubles/fault-proxy.ts';
import { Machine, type MachineOptions } from '../doubles/machine.ts';
import { qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';
import { canMount, SmallDisk } from '../doubles/small-disk.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const mounting = await canMount();
if (!hasOpenssl) process.stderr.write('Skipped: a certificate of our own needs openssl.\n');
if (!mounting) process.stderr.write('Skipped: a full disk of a server needs root on Linux.\n');

/** A server takes nothing where less is free than one file of its log has, and looks each time if it is under 512 MB. */
const WAL_MB = 16;

let folder: string;
let server: QdrantServer;
let proxy: FaultProxy;
let machines: Machine[];
let model = 0;

beforeAll(async () => {
  if (qdrantBinary === undefined) return;
  folder = await serverFolder();
  server = await QdrantServer.start({
    folder: join(folder, 'server'),
    apiKey: 'right',
    readOnlyKey: 'reader',
  });
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
    const answers = await httpServer('{"title":"qdrant - vector search engine","version":"1.9.2"}');
    const ana = await open({ url: answers.url });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({
      code: 'qdrant-too-old',
      message: expect.stringMatching(
        /is version 1\.9\.2; Recollect needs 1\.16 or newer\. Update it\.$/,
      ) as unknown,
    });
    await answers.close();
  });

  test('a key that may only read is told as such; what others sent is found with it', async () => {
    const bo = await open({ folder: join(folder, `bo-${model}`), name: 'bo' });
    await bo.say('kilns', ['the kiln was cold']);
    await bo.sync.catchUp();
    const ana = await open({ apiKey: 'reader' });
    await ana.say('ovens', ['the oven is warm']);
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-read-only' });
    expect(ana.sync.state()).toMatchObject({ phase: 'away', pending: 1 });
    expect(await ana.find('kiln')).toEqual(['the kiln was cold']);
  });

  test('a server that speaks no TLS is told as such', async () => {
    const ana = await open({ url: proxy.url.replace('http:', 'https:') });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-tls' });
  });

  test.skipIf(!hasOpenssl)('a certificate that nobody vouches for is told as such', async () => {
    const tls = await selfSigned(join(folder, `tls-${model}`));
    const secure = await QdrantServer.start({ folder: join(folder, `secure-${model}`), tls });
    try {
      const ana = await open({ url: secure.url });
      await expect(ana.sync.catchUp()).rejects.toMatchObject({
        code: 'qdrant-tls',
        message: expect.stringContaining('its certificate is trusted') as unknown,
      });
    } finally {
      await secure.kill();
    }
  });

  test.skipIf(!mounting)(
    'a disk that is full is told as such; with room again all of it is sent',
    async () => {
      await using disk = await SmallDisk.mount(256);
      const small = await QdrantServer.start({ folder: join(disk.path, 'server'), walMb: WAL_MB });
      try {
        const ana = await open({ url: small.url });
        await ana.say('ovens', texts(10));
        await ana.sync.catchUp();
        await disk.fill(WAL_MB / 2);
        await ana.say('kilns', texts(300, 10));
        await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-full' });
        const state = ana.sync.state();
        expect(state).toMatchObject({ phase: 'away', pending: 300, failure: { code: 'qdrant-full' } });
        await disk.resize(512);
        await ana.sync.catchUp();
        expect(await ana.collection.count(null)).toBe(310);
      } finally {
        await small.kill();
      }
    },
  );

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
    // Sync says so too, although it has nothing to send.
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-away' });
    expect(ana.sync.state()).toMatchObject({ phase: 'away', pending: 0 });
    proxy.fault = always({ kind: 'none' });
    await ana.sync.catchUp();
    expect(ana.sync.state()).toEqual({ phase: 'in-step', sent: 1 });
    await eventually(async () => (await ana.ask('cold kiln')).notes.length === 0);
  });
});

describe.skipIf(qdrantBinary === undefined)('an import', () => {
  test('goes on through ten minutes without the server; then everything is sent, a few requests at a time', async () => {
    // Time runs three hundred times as fast: ten minutes are two seconds, and the longest pause between tries a fifth.
    const ana = await open({ retry: { firstMs: 2, mostMs: 200 } });
    ana.sync.start();
    await ana.say('before', texts(500));
    ana.sync.notice();
    await eventually(inStep(ana, 500));
    proxy.fault = always({ kind: 'reset' });
    const back = Date.now() + 2_000;
    let imported = 500;
    let before = 0;
    while (Date.now() < back || imported < 16_000) {
      // When all code has run once.
      if (imported === 4_000) before = memoryBytes();
      await ana.say(`file-${imported}`, texts(500, imported));
      imported += 500;
      ana.sync.notice();
    }
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase === 'away' && state.pending === imported - 500;
    });
    // What waits is in the library: not even half of its vectors, of 1.5 KB each, is in memory.
    const most = before + ((imported - 4_000) * 1_536) / 2;
    await eventually(() => memoryBytes() < most);
    proxy.fault = always({ kind: 'none' });
    await eventually(inStep(ana, imported));
    expect(await ana.collection.count(null)).toBe(imported);
    // What is held in memory is what is in flight, of whatever backlog.
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

  test('finds after a failure what the server lost and brought back, also where as much came as went', async () => {
    const ana = await open();
    const file = await ana.say('kilns', texts(1));
    await ana.sync.catchUp();
    const { name, connection } = ana.collection;
    const before = await connection.ask((client) => client.scroll(name, { with_vector: true }));
    await ana.say('kilns', texts(1, 1), { file });
    await ana.sync.catchUp();
    const after = await connection.ask((client) => client.scroll(name, {}));
    // As a node that was away has it: the text from before, and not the one that it became.
    const restored = before.points.map(({ id, vector, payload = {} }) => ({
      id,
      vector: vector as never,
      payload,
    }));
    const ids = after.points.map(({ id }) => id);
    await connection.ask((client) => client.upsert(name, { wait: true, points: restored }));
    await connection.ask((client) => client.delete(name, { wait: true, points: ids }));
    proxy.fault = always({ kind: 'reset' });
    await expect(ana.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-away' });
    proxy.fault = always({ kind: 'none' });
    await ana.sync.catchUp();
    const mended = await connection.ask((client) => client.scroll(name, {}));
    expect(mended.points.map(({ id }) => id)).toEqual(ids);
  });

  test('survives the death of the server, which has everything that it had acknowledged', async () => {
    const ana = await open();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let upserts = 0;
    proxy.fault = (request) => {
      if (!isUpsert(request)) return { kind: 'none' };
      upserts += 1;
      // The first is acknowledged; the server dies while the others are under way.
      return upserts === 1 ? { kind: 'none' } : { kind: 'held', until: held };
    };
    ana.sync.start();
    await ana.say('kilns', texts(1_200));
    ana.sync.notice();
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase === 'catching-up' && state.sent > 0;
    });
    await server.kill();
    release();
    proxy.fault = always({ kind: 'none' });
    await eventually(() => ana.sync.state().phase === 'away');
    await server.start();
    ana.sync.retry();
    await eventually(inStep(ana, 1_200));
    expect(await ana.collection.count(null)).toBe(1_200);
  });
});

/**
 * What this thread holds in memory, in bytes. One collection leaves some of what nobody needs any more: ask again where
 * it is too much.
 */
function memoryBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A certificate for this machine that it signed itself. */
async function selfSigned(into: string): Promise<{ readonly cert: string; readonly key: string }> {
  await mkdir(into, { recursive: true });
  const [cert, key] = [join(into, 'cert.pem'), join(into, 'key.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ]);
  return { cert, key };
}

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
