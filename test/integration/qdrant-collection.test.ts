/**
 * What machines put into a collection, and find there.
 */
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

describe.skipIf(qdrantBinary === undefined)('a collection', () => {
  test('gets what was embedded, and is searched by word and by meaning', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['the kiln was cold', 'we fired it again on sunday']);
    await ana.say('bread', ['the loaf stays flat']);
    await ana.sync.catchUp();
    expect(ana.sync.state()).toEqual({ phase: 'in-step', sent: 3 });
    expect(await points(ana)).toBe(3);
    expect((await ana.find('cold kiln'))[0]).toBe('the kiln was cold');
    expect((await ana.find('loaf', { mode: 'keyword' }))[0]).toBe('the loaf stays flat');
    expect((await ana.find('flat loaf', { mode: 'semantic' }))[0]).toBe('the loaf stays flat');
    const { hits, notes } = await ana.ask('cold kiln');
    expect(notes).toEqual([]);
    expect(hits[0]).toMatchObject({
      conversationId: 'text:kilns',
      role: 'user',
      messageId: 'kilns-0',
      machines: ['ana'],
      source: 'text',
    });
  });

  test('is searched for the words in quotes wherever they stand, which the answer says', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['the kiln was cold']);
    await ana.sync.catchUp();
    const { hits, notes } = await ana.ask('"cold kiln"');
    expect(hits).toHaveLength(1);
    expect(notes).toEqual(['On a Qdrant server the words in quotes are searched wherever they stand.']);
  });

  test('puts those first in which the words stand side by side, as the library does', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('apart', ['retry it; then, much later on, look at the queue']);
    await ana.say('together', ['long ago, at the end of everything that was said, there was a retry queue']);
    await ana.say(
      'others',
      Array.from({ length: 8 }, (_, at) => `number ${at} is about something else`),
    );
    await ana.sync.catchUp();
    expect(await ana.find('retry queue', { mode: 'keyword' })).toEqual([
      expect.stringContaining('retry queue'),
      expect.stringContaining('the queue'),
    ]);
  });

  test('puts what the user said first where they ask for that, as the library does', async () => {
    const ana = await qdrant.open('ana');
    // Every second message is the assistant's.
    await ana.say('told', ['a question', 'a bicycle stands where bicycles stand']);
    await ana.say('asked', ['the bicycle is at the station', 'an answer']);
    await ana.sync.catchUp();
    const roles = async (query: string) =>
      (await ana.ask(query, { mode: 'keyword' })).hits.map(({ role }) => role);
    expect(await roles('where did i leave my bicycle')).toEqual(['user', 'assistant']);
  });

  test('is filtered as the library is', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['kiln one', 'kiln two'], {
      conversations: [{ key: 'kilns', project: '/home/ana/Pottery' }],
    });
    await ana.say('ovens', ['kiln three'], { conversations: [{ key: 'ovens', project: '/home/ana/bread' }] });
    await ana.sync.catchUp();
    const find = async (filter: object): Promise<string[]> =>
      (await ana.find('kiln', { mode: 'keyword', filter })).toSorted();
    expect(await find({ project: 'pottery' })).toHaveLength(1);
    expect(await find({ project: 'BREAD' })).toEqual(['kiln three']);
    expect(await find({ project: 'nowhere' })).toEqual([]);
    expect(await find({ role: 'assistant' })).toEqual(['kiln two']);
    expect(await find({ source: 'claude-code' })).toEqual([]);
    // Said at 0 s and 1 s.
    expect(await find({ after: 1_000 })).toEqual(['kiln two']);
    expect((await find({ before: 1_000 })).sort()).toEqual(['kiln one', 'kiln three']);
    expect(await find({ machine: 'bo' })).toEqual([]);
    expect(await find({ machine: 'ana' })).toHaveLength(2);
  });

  test('leaves out what the user hid, and knows their marks', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['kiln one']);
    await ana.say('ovens', ['kiln two']);
    await ana.sync.catchUp();
    await ana.library.write.changeMarks('text:kilns', { hidden: true });
    await ana.library.write.changeMarks('text:ovens', { starred: true, addTags: ['clay'] });
    expect(await ana.find('kiln')).toEqual(['kiln two']);
    expect(await ana.find('kiln', { filter: { hidden: true } })).toEqual(['kiln one']);
    expect(await ana.find('kiln', { filter: { starred: true, tag: 'clay' } })).toEqual(['kiln two']);
    expect(await ana.find('kiln', { filter: { tag: 'glaze' } })).toEqual([]);
    expect((await ana.ask('kiln')).hits[0]?.marks).toEqual({ starred: true, hidden: false, tags: ['clay'] });
  });

  test('loses what the library no longer holds, and keeps what it holds elsewhere', async () => {
    const ana = await qdrant.open('ana');
    const file = await ana.say('kilns', ['the kiln was cold', 'it is warm now']);
    await ana.say('copy', ['the kiln was cold']);
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(3);
    await ana.say('kilns', ['it is warm now'], { file });
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(2);
    await ana.library.write.purgeFile(file);
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(1);
    expect(await ana.find('kiln')).toEqual(['the kiln was cold']);
  });

  test('is told when a conversation gets a title', async () => {
    const ana = await qdrant.open('ana');
    const file = await ana.say('kilns', ['the kiln was cold']);
    await ana.sync.catchUp();
    await ana.say('kilns', ['the kiln was cold'], {
      file,
      mode: 'continue',
      conversations: [{ key: 'kilns', title: { text: 'Cold kilns', rank: 5 } }],
    });
    await ana.sync.catchUp();
    expect((await ana.ask('kiln')).hits[0]?.title).toBe('Cold kilns');
  });

  test('is kept apart from that of another model, and one that is not ours is left alone', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('kilns', ['the kiln was cold']);
    await ana.sync.catchUp();
    const other = await qdrant.open('other', { identity: { model: 'test/others' } });
    await other.say('bread', ['the loaf stays flat']);
    await other.sync.catchUp();
    expect(other.collection.name).not.toBe(ana.collection.name);
    expect(await points(other)).toBe(1);

    const third = await qdrant.open('third', { identity: { chunkerVersion: 99 } });
    await qdrant.client().createCollection(third.collection.name, { vectors: { size: 4, distance: 'Dot' } });
    await expect(third.sync.catchUp()).rejects.toMatchObject({ code: 'qdrant-other-index' });
  });

  test('takes texts that are no well-formed Unicode', async () => {
    const ana = await qdrant.open('ana');
    await ana.say('odd', ['half of a pair \ud83d here', 'the kiln was cold']);
    await ana.sync.catchUp();
    expect(await points(ana)).toBe(2);
    expect(ana.sync.refusedPoints).toBe(0);
  });

  test.each(['int8', 'binary', 'none'] as const)(
    'finds the same with vectors kept as %s',
    async (quantization) => {
      const ana = await qdrant.open('ana', { settings: { quantization, onDisk: quantization !== 'none' } });
      await ana.say(
        'words',
        Array.from({ length: 40 }, (_, at) => `number ${at} kiln${at} glaze${at * 7} clay${at * 3}`),
      );
      await ana.sync.catchUp();
      for (const at of [3, 17, 39]) {
        expect((await ana.find(`kiln${at} glaze${at * 7}`, { mode: 'semantic' }))[0]).toContain(
          `number ${at} `,
        );
      }
    },
  );
});

describe.skipIf(qdrantBinary === undefined)('several machines', () => {
  test('search what all of them hold, or only one; equal text of one conversation is one point', async () => {
    const ana = await qdrant.open('ana');
    const bo = await qdrant.open('bo');
    await ana.say('shared', ['the kiln was cold']);
    await ana.say('of-ana', ['a kiln of ana']);
    await bo.say('shared', ['the kiln was cold']);
    await bo.say('of-bo', ['a kiln of bo']);
    await ana.sync.catchUp();
    await bo.sync.catchUp();
    expect(await points(ana)).toBe(3);
    expect((await ana.find('kiln')).toSorted()).toEqual([
      'a kiln of ana',
      'a kiln of bo',
      'the kiln was cold',
    ]);
    expect((await ana.find('kiln', { filter: { machine: 'bo' } })).toSorted()).toEqual([
      'a kiln of bo',
      'the kiln was cold',
    ]);
    expect(await ana.collection.machines()).toEqual(
      expect.arrayContaining([
        { machine: 'ana', points: 2 },
        { machine: 'bo', points: 2 },
      ]),
    );
  });

  test('send the same points at the same time, and each keeps all the names', async () => {
    const names = ['ana', 'bo', 'cleo'];
    const all = [await qdrant.open('ana'), await qdrant.open('bo'), await qdrant.open('cleo')] as const;
    const texts = Array.from({ length: 600 }, (_, at) => `kiln${at} was cold`);
    for (const machine of all) await machine.say('shared', texts);
    await Promise.all(all.map(({ sync }) => sync.catchUp()));
    expect(await points(all[0])).toBe(texts.length);
    for (const { collection } of all)
      expect(await collection.machines()).toEqual(
        expect.arrayContaining(names.map((machine) => ({ machine, points: texts.length }))),
      );
  });

  test('let go of points and send them at the same time: who sent them keeps them, and nobody else', async () => {
    const ana = await qdrant.open('ana');
    const bo = await qdrant.open('bo');
    const cleo = await qdrant.open('cleo');
    const texts = Array.from({ length: 600 }, (_, at) => `kiln${at} was cold`);
    const ofAna = await ana.say('shared', texts);
    const ofBo = await bo.say('shared', texts);
    await ana.sync.catchUp();
    await bo.sync.catchUp();
    await cleo.say('shared', texts);
    await ana.library.write.purgeFile(ofAna);
    await bo.library.write.purgeFile(ofBo);
    await Promise.all([ana, bo, cleo].map(({ sync }) => sync.catchUp()));
    expect(await cleo.collection.machines()).toEqual([{ machine: 'cleo', points: texts.length }]);
    expect(await points(cleo)).toBe(texts.length);
  });

  test('go one by one: what another holds too stays', async () => {
    const ana = await qdrant.open('ana');
    const bo = await qdrant.open('bo');
    const file = await ana.say('shared', ['the kiln was cold']);
    await bo.say('shared', ['the kiln was cold']);
    await bo.say('of-bo', ['a kiln of bo']);
    await ana.sync.catchUp();
    await bo.sync.catchUp();
    await ana.library.write.purgeFile(file);
    await ana.sync.catchUp();
    expect((await bo.find('cold kiln')).toSorted()).toEqual(['a kiln of bo', 'the kiln was cold']);

    await ana.say('of-ana', ['a kiln of ana']);
    await ana.sync.catchUp();
    await ana.collection.removeMachine('bo');
    expect(await ana.find('kiln')).toEqual(['a kiln of ana']);
    expect(await ana.collection.machines()).toEqual([{ machine: 'ana', points: 1 }]);
  });
});
