/**
 * What is said about a server that does something wrong, and who answers a search meanwhile.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { always, FaultProxy, type Fault } from '../doubles/fault-proxy.ts';
import { listen } from '../doubles/listen.ts';
import type { Machine, MachineOptions } from '../doubles/machine.ts';
import { QdrantMachines, texts } from '../doubles/qdrant-machines.ts';
import { isUpsert, qdrantBinary, QdrantServer } from '../doubles/qdrant-server.ts';
import { canMount, SmallDisk } from '../doubles/small-disk.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const mounting = await canMount();
if (!hasOpenssl) process.stderr.write('Skipped: a certificate of our own needs openssl.\n');
if (!mounting) process.stderr.write('Skipped: a full disk of a server needs root on Linux.\n');

/** A server takes nothing where less is free than one file of its log has, and looks each time if it is under 512 MB. */
const WAL_MB = 16;

let qdrant: QdrantMachines;
let proxy: FaultProxy;

beforeAll(async () => {
  qdrant = await QdrantMachines.start({ apiKey: 'right', readOnlyKey: 'reader' });
});

afterAll(() => qdrant[Symbol.asyncDispose]());

beforeEach(async () => {
  proxy = await FaultProxy.start(qdrant.server.port);
});

afterEach(async () => {
  await qdrant.endTest();
  await proxy.close();
});

/** A machine that reaches the server through the proxy. */
const open = ({ name = 'ana', ...more }: Partial<MachineOptions> = {}): Promise<Machine> =>
  qdrant.open(name, { url: proxy.url, ...more });

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
    const bo = await open({ name: 'bo' });
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
    const tls = await selfSigned(join(qdrant.folder, 'tls'));
    const secure = await QdrantServer.start({ folder: join(qdrant.folder, 'secure'), tls });
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
  return {
    url: `http://127.0.0.1:${await listen(listening)}`,
    close: () => new Promise((resolve) => listening.close(resolve)),
  };
}
