/**
 * An import goes on while its server is away, dies or loses what it is sent; nothing is lost or doubled by that.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { always, FaultProxy, type Fault } from '../doubles/fault-proxy.ts';
import type { Machine, MachineOptions } from '../doubles/machine.ts';
import { QdrantMachines, texts } from '../doubles/qdrant-machines.ts';
import { isUpsert, qdrantBinary } from '../doubles/qdrant-server.ts';

let qdrant: QdrantMachines;
let proxy: FaultProxy;

beforeAll(async () => {
  qdrant = await QdrantMachines.start();
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
const open = (more: Partial<MachineOptions> = {}): Promise<Machine> =>
  qdrant.open('ana', { url: proxy.url, ...more });

const inStep = (machine: Machine, sent: number) => () => {
  const state = machine.sync.state();
  return state.phase === 'in-step' && state.sent === sent;
};

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
    await qdrant.server.kill();
    release();
    proxy.fault = always({ kind: 'none' });
    await eventually(() => ana.sync.state().phase === 'away');
    await qdrant.server.start();
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
