/**
 * What a window does with a Qdrant server: a real application behind its contract, and real servers.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import type { RemoteView } from '../../electron/shared/contract/qdrant.ts';
import type { SearchHitView, SearchInput } from '../../electron/shared/contract/search.ts';
import { TestHost } from '../doubles/application.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, writeHistory } from '../doubles/history.ts';
import { qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';

const KEY = 'k-7Vq2Zt9LmXc4RwYb';
const AWAY = 'http://127.0.0.1:9';

let folder: string;
let open: QdrantServer;
let locked: QdrantServer;

beforeAll(async () => {
  folder = await serverFolder();
  open = await QdrantServer.start({ folder: join(folder, 'open') });
  locked = await QdrantServer.start({ folder: join(folder, 'locked'), apiKey: KEY });
});

afterAll(async () => {
  await open.kill();
  await locked.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Looks into the open server. */
function reader(): QdrantClient {
  return new QdrantClient({ url: open.url, checkCompatibility: false });
}

describe.skipIf(qdrantBinary === undefined)('the window’s Qdrant server', () => {
  let host: TestHost;
  let client: RecollectClient;

  beforeEach(async () => {
    host = await TestHost.start({ settings: {}, qdrantKey: KEY });
    client = host.browse().client;
    await writeHistory(
      join(host.home, 'kiln.jsonl'),
      conversationLines('kiln', 2, (turn) => (turn === 0 ? 'The kiln stays cold.' : 'Its relay is stuck.')),
    );
    await client.sources.add({ paths: [host.home] });
    await eventually(async () => {
      const { sync, indexes, library } = await client.snapshot.get();
      return sync.phase === 'idle' && library.chunks > 0 && indexes[0]?.embedded === library.chunks;
    }, 120_000);
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    expect(host.errors).toEqual([]);
    for (const { name } of (await reader().getCollections()).collections)
      await reader().deleteCollection(name);
  });

  const remote = async (): Promise<RemoteView | null> => (await client.snapshot.get()).remote;
  const phase = (wanted: RemoteView['state']['phase']): Promise<boolean> =>
    eventually(async () => (await remote())?.state.phase === wanted);

  async function search(filter: SearchInput['filter'] = {}): Promise<SearchHitView[]> {
    const request = {
      ticket: 't',
      query: 'why is the kiln cold',
      mode: 'hybrid',
      limit: 10,
      filter,
    } as const;
    return (await client.search.run(request)).hits;
  }

  /** Another machine, which has sent one text of its own to the collection of this library's index. */
  async function anotherMachine(collection: string): Promise<void> {
    const other = reader();
    const { points } = await other.scroll(collection, { with_vector: true, with_payload: true, limit: 1 });
    const [point] = points;
    if (!point) throw new Error('The collection is empty.');
    await other.upsert(collection, {
      wait: true,
      points: [
        {
          id: '00000000-0000-5000-8000-000000000001',
          vector: point.vector as Record<string, number[]>,
          payload: { ...point.payload, conversation: 'codex:glaze', title: 'Glaze', machines: ['bo'] },
        },
      ],
    });
  }

  test('says what a server is or what is wrong with it, and what it would get, and sends nothing meanwhile', async () => {
    const away = client.qdrant.test({ settings: { url: AWAY }, key: null });
    await expect(away).rejects.toMatchObject({ code: 'qdrant-away', message: /can't be reached/ });
    const wrongKey = client.qdrant.test({ settings: { url: locked.url }, key: 'wrong' });
    await expect(wrongKey).rejects.toMatchObject({ code: 'qdrant-key-refused', message: /refuses the key/ });
    const noAddress = client.qdrant.test({ settings: { url: 'qdrant' } });
    await expect(noAddress).rejects.toMatchObject({ code: 'settings-invalid' });

    expect(await client.qdrant.state(undefined)).toMatchObject({ key: 'environment', keeps: 'environment' });
    expect(await client.qdrant.test({ settings: { url: locked.url, machine: 'ana' } })).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/) as unknown,
      exists: false,
      points: 0,
      machine: 'ana',
      leavesMachine: false,
      exposesKey: false,
    });
    const preview = await client.qdrant.preview({ settings: { url: open.url } });
    expect(preview).toMatchObject({ texts: 1, maskedSample: [] });
    expect(preview.sample[0]).toContain('The kiln stays cold.');
    expect((await reader().getCollections()).collections).toEqual([]);
    // Only `connect`, which follows what was shown, sets a server.
    const around = client.settings.set({ qdrant: { url: open.url } } as never);
    await expect(around).rejects.toMatchObject({ code: 'usage' });
  });

  test('is connected, searched and left without a restart', async () => {
    await client.qdrant.connect({ settings: { url: open.url, machine: 'ana' } });
    await phase('in-step');
    expect(await remote()).toMatchObject({ url: open.url, machine: 'ana', state: { sent: 1 }, refused: 0 });
    expect(await search()).toMatchObject([{ conversationId: 'claude-code:kiln', machines: ['ana'] }]);

    await anotherMachine((await remote())?.collection ?? '');
    expect(await client.qdrant.machines(undefined)).toEqual([
      { machine: 'ana', points: 1 },
      { machine: 'bo', points: 1 },
    ]);
    expect((await search()).map(({ machines }) => machines)).toEqual(
      expect.arrayContaining([['ana'], ['bo']]),
    );
    expect((await search({ machine: 'bo' })).map(({ title }) => title)).toEqual(['Glaze']);

    // What only the other machine has is read from the server; this machine's own from its library.
    const glaze = await client.conversations.header({ id: 'codex:glaze' });
    expect(glaze).toMatchObject({
      title: 'Glaze',
      heldBy: ['bo'],
      messages: 2,
      resume: { kind: 'none' },
      paths: [],
    });
    const page = await client.conversations.messages({ id: 'codex:glaze', from: 0, count: 10 });
    expect(page.messages.map(({ role, parts }) => [role, parts.map(({ text }) => text)])).toEqual([
      ['user', ['The kiln stays cold.']],
      ['assistant', ['Its relay is stuck.']],
    ]);
    const [, second] = page.messages;
    expect(await client.conversations.position({ id: 'codex:glaze', messageId: second?.id ?? '' })).toBe(1);
    expect(await client.conversations.find({ id: 'codex:glaze', text: 'RELAY' })).toEqual([1]);
    expect(await client.conversations.header({ id: 'claude-code:kiln' })).toMatchObject({ heldBy: [] });
    const nobody = client.conversations.header({ id: 'codex:of-nobody' });
    await expect(nobody).rejects.toMatchObject({ code: 'usage' });

    // Only this machine, unless a search says otherwise.
    await client.qdrant.connect({ settings: { url: open.url, machine: 'ana', search: 'own' } });
    await phase('in-step');
    expect((await search()).map(({ machines }) => machines)).toEqual([['ana']]);
    expect(await search({ everyMachine: true })).toHaveLength(2);

    await expect(client.qdrant.removeMachine({ machine: 'ana' })).rejects.toMatchObject({ code: 'usage' });
    expect(await client.qdrant.removeMachine({ machine: 'bo' })).toEqual({ removed: 1 });
    expect(await client.qdrant.machines(undefined)).toEqual([{ machine: 'ana', points: 1 }]);

    const { collection } = (await remote()) ?? { collection: '' };
    await client.qdrant.disconnect({ fetch: true, removePoints: true });
    expect(await remote()).toBeNull();
    expect(await search()).toMatchObject([{ conversationId: 'claude-code:kiln', machines: [] }]);
    expect(await reader().count(collection)).toEqual({ count: 0 });
    await expect(client.qdrant.machines(undefined)).rejects.toMatchObject({ code: 'usage' });
  });

  test('is changed for one that is away, said, tried again, and changed back; the key is nowhere', async () => {
    await client.qdrant.connect({ settings: { url: locked.url, machine: 'ana' } });
    await phase('in-step');
    await client.qdrant.connect({ settings: { url: AWAY, machine: 'ana' } });
    await phase('away');
    expect((await remote())?.state).toMatchObject({ pending: 1, failure: { code: 'qdrant-away' } });
    const { notices } = await client.snapshot.get();
    expect(notices).toMatchObject([{ id: 'qdrant', action: 'retry' }]);
    expect(await search()).toHaveLength(1);
    expect(await search({ machine: 'bo' })).toEqual([]);
    await client.qdrant.retry(undefined);
    // A server that can't be reached has nothing to be fetched; it is used as before.
    const left = client.qdrant.disconnect({ fetch: true, removePoints: false });
    await expect(left).rejects.toMatchObject({ code: 'qdrant-away' });
    expect((await remote())?.url).toBe(AWAY);

    await client.qdrant.connect({ settings: { url: locked.url, machine: 'ana' } });
    await phase('in-step');
    await expect(
      client.qdrant.connect({ settings: { url: locked.url }, key: 'typed' }),
    ).rejects.toMatchObject({
      code: 'desktop-only',
      message: /QDRANT_API_KEY/,
    });
    expect(await readFile(join(host.data, 'settings.json'), 'utf8')).not.toContain(KEY);
    expect(JSON.stringify(await client.snapshot.get())).not.toContain(KEY);
  });

  test('gets nothing while sync is paused', async () => {
    await client.sync.pause({ minutes: null });
    await client.qdrant.connect({ settings: { url: open.url, machine: 'ana' } });
    await phase('paused');
    expect((await reader().getCollections()).collections).toEqual([]);
    await client.sync.resume(undefined);
    await phase('in-step');
  });
});
