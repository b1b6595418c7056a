/**
 * What a library does about a server that does not hold what it should.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Machine } from '../doubles/machine.ts';
import { QdrantMachines } from '../doubles/qdrant-machines.ts';
import { qdrantBinary } from '../doubles/qdrant-server.ts';

let qdrant: QdrantMachines;

beforeAll(async () => {
  qdrant = await QdrantMachines.start();
});

afterAll(() => qdrant[Symbol.asyncDispose]());

afterEach(() => qdrant.endTest());

const points = async ({ collection }: Machine): Promise<number> => collection.count(null);

describe.skipIf(qdrantBinary === undefined)('what the library knows of the server', () => {
  test('is compared at the start: what the server lost is sent again, what nobody holds is removed', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['one kiln', 'two kilns', 'three kilns']);
    await ana.sync.catchUp();
    const ids = (await qdrant.client().scroll(ana.collection.name, { limit: 10 })).points.map(({ id }) => id);
    await qdrant.client().delete(ana.collection.name, { wait: true, points: ids.slice(0, 2) });
    const name = ana.collection.name;
    await qdrant.close(ana);

    const again = await qdrant.open('ana');
    await again.sync.catchUp();
    expect(await points(again)).toBe(3);
    // One that this library has never sent, of a conversation that it holds, and one of a conversation that it doesn't.
    const [known] = (await qdrant.client().scroll(name, { limit: 1, with_vector: true })).points;
    const vector = known?.vector as never;
    const payload = { ...known?.payload };
    await qdrant.client().upsert(name, {
      wait: true,
      points: [
        { id: '00000000-0000-5000-8000-000000000001', vector, payload },
        {
          id: '00000000-0000-5000-8000-000000000002',
          vector,
          payload: { ...payload, conversation: 'text:of-long-ago' },
        },
      ],
    });
    await qdrant.close(again);
    const third = await qdrant.open('ana');
    await third.sync.catchUp();
    expect(await points(third)).toBe(4);
  });

  test('is told to build its search graph again where a crash left it without', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['one kiln']);
    await ana.sync.catchUp();
    await ana.collection.setBulk(true);
    expect(await ana.collection.find()).toMatchObject({ bulk: true });
    await qdrant.close(ana);

    const again = await qdrant.open('ana');
    await again.sync.catchUp();
    expect(await again.collection.find()).toMatchObject({ bulk: false });
  });

  test('is compared while nothing waits: what the server lost of what it had acknowledged is sent again', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['the kiln was cold', 'the kiln was warm', 'the kiln was hot']);
    await ana.sync.catchUp();
    const ids = (await qdrant.client().scroll(ana.collection.name, { limit: 10 })).points.map(({ id }) => id);
    await qdrant.client().delete(ana.collection.name, { wait: true, points: ids.slice(0, 2) });
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(3);
    expect(ana.sync.state()).toEqual({ phase: 'in-step', sent: 3 });
  });

  test('is compared while nothing waits: what comes back that was removed goes again, with its conversation gone too', async () => {
    const ana = await qdrant.open('ana');
    const file = await ana.say('kilns', ['the kiln was cold']);
    await ana.say('ovens', ['the oven was warm']);
    await ana.sync.catchUp();
    const { name } = ana.collection;
    const before = (await qdrant.client().scroll(name, { with_vector: true })).points;
    await ana.library.write.purgeFile(file);
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(1);
    const restored = before.map(({ id, vector, payload = {} }) => ({ id, vector: vector as never, payload }));
    await qdrant.client().upsert(name, { wait: true, points: restored });
    expect(await points(ana)).toBe(2);
    await ana.sync.catchUp();
    expect(await ana.find('kiln oven')).toEqual(['the oven was warm']);
    expect(await points(ana)).toBe(1);
  });

  test('is forgotten when the collection is lost: it is built again from the vectors of the library', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['one kiln', 'two kilns']);
    await ana.sync.catchUp();
    await qdrant.client().deleteCollection(ana.collection.name);
    // Also where nothing new is to be sent.
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(2);
    await qdrant.client().deleteCollection(ana.collection.name);
    await ana.say('kilns-2', ['three kilns']);
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(3);
  });

  test('is found again by a library that was made anew, whose texts are not embedded a second time', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['one kiln', 'two kilns']);
    await ana.sync.catchUp();
    await qdrant.close(ana);

    const anew = await qdrant.open('ana', { folder: join(qdrant.folder, 'anew') });
    anew.embed = () => Promise.resolve();
    await anew.say('kilns', ['one kiln', 'two kilns']);
    await anew.sync.catchUp();
    expect(await anew.library.read.indexProgress(anew.index)).toMatchObject({ embedded: 2, pending: 0 });
    expect(await points(anew)).toBe(2);
    expect(anew.sync.state()).toEqual({ phase: 'in-step', sent: 2 });
  });
});
