/**
 * Which server is asked, with which key, and when the library answers in its place.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RemoteSwitch } from '../../electron/main/qdrant/remote-switch.ts';
import type { SearchAnswer } from '../../electron/main/search/search.ts';
import type { ServerKeyStore } from '../../electron/main/settings/key-store.ts';
import { qdrantSettingsSchema } from '../../electron/shared/contract/settings.ts';
import { eventually } from '../doubles/eventually.ts';
import { FaultProxy } from '../doubles/fault-proxy.ts';
import { IDENTITY, Machine, vectorOf } from '../doubles/machine.ts';
import { isUpsert, qdrantBinary, QdrantServer, serverFolder } from '../doubles/qdrant-server.ts';

const KEY = 'k-3Rw8Yd5NpTz1HvQs';

let folder: string;
let server: QdrantServer;
let proxy: FaultProxy;
let ana: Machine;
let kept: string | null;
let reports: unknown[];
let remotes: RemoteSwitch;

beforeAll(async () => {
  folder = await serverFolder();
  server = await QdrantServer.start({ folder: join(folder, 'server'), apiKey: KEY });
  proxy = await FaultProxy.start(server.port);
  // Only its library is used.
  ana = await Machine.open({ folder: join(folder, 'ana'), url: proxy.url });
  await ana.say(
    'kilns',
    Array.from({ length: 1_500 }, (_, at) => `text ${at} of kiln${at}`),
  );
});

afterAll(async () => {
  await ana.close();
  await proxy.close();
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  kept = KEY;
  reports = [];
  const key: ServerKeyStore = {
    read: () => Promise.resolve(kept),
    write: (other) => {
      kept = other;
      return Promise.resolve();
    },
    keeps: () => Promise.resolve('keychain'),
  };
  remotes = new RemoteSwitch({
    library: ana.library,
    identity: IDENTITY,
    key,
    now: Date.now,
    report: (...what) => reports.push(what),
  });
});

afterEach(async () => {
  proxy.fault = () => ({ kind: 'none' });
  await remotes.stop();
});

const settingsOf = (url: string) => qdrantSettingsSchema.parse({ url, machine: 'ana' });

async function ask(query: string): Promise<SearchAnswer> {
  const remote = remotes.current;
  if (!remote) throw new Error('No server is used.');
  const provider = { embedQuery: (text: string) => Promise.resolve(vectorOf(text)) };
  const index = { id: ana.index, provider, coverage: 1 };
  const request = { query, mode: 'hybrid' as const, limit: 5, filter: {} };
  return remotes.search(remote, index, request, new AbortController().signal, {});
}

describe.skipIf(qdrantBinary === undefined)('the key of a server', () => {
  test('that is kept is for the addresses that are in use, and for no others', async () => {
    await remotes.use({ qdrant: settingsOf(proxy.url) });
    expect(await remotes.keyFor(proxy.url)).toBe(KEY);
    expect(await remotes.keyFor('http://qdrant.example:6333')).toBeUndefined();
    expect(await remotes.keyFor(`${proxy.url},http://qdrant.example:6333`)).toBeUndefined();
    await remotes.use({ qdrant: null });
    expect(await remotes.keyFor(proxy.url)).toBeUndefined();
  });

  test('of the environment goes before, for whatever address', async () => {
    await remotes.use({ qdrant: settingsOf(proxy.url), qdrantKey: 'of-the-environment' });
    expect(await remotes.keyFor('http://qdrant.example:6333')).toBe('of-the-environment');
    expect(await remotes.keyPlace()).toBe('environment');
  });

  test('is in nothing that is reported, shown or thrown', async () => {
    kept = 'wrong-4Tg7Bn';
    await remotes.use({ qdrant: settingsOf(proxy.url) });
    const sync = remotes.current?.sync;
    const failures: unknown[] = [await sync?.catchUp().catch((error: unknown) => error)];
    proxy.fault = () => ({ kind: 'reset' });
    failures.push(await sync?.catchUp().catch((error: unknown) => error));
    proxy.fault = () => ({ kind: 'half-answer' });
    failures.push(await sync?.catchUp().catch((error: unknown) => error));
    expect(failures).toEqual(
      ['qdrant-key-refused', 'qdrant-away', 'qdrant-away'].map(
        (code) => expect.objectContaining({ code }) as unknown,
      ),
    );
    await remotes.use({ qdrant: { ...settingsOf(proxy.url), url: 'no address' } });
    expect(reports).toHaveLength(1);
    expect(inspect([failures, reports, remotes.view()], { depth: 20 })).not.toContain('wrong-4Tg7Bn');
  });
});

describe.skipIf(qdrantBinary === undefined)('while the server is being filled', () => {
  test('the library answers, as long as much waits; then the server does', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    proxy.fault = (request) => (isUpsert(request) ? { kind: 'held', until: held } : { kind: 'none' });
    await remotes.use({ qdrant: settingsOf(proxy.url) });
    remotes.start();
    const state = () => remotes.current?.sync.state();
    await eventually(() => state()?.phase === 'catching-up');
    expect(state()).toMatchObject({ pending: 1_500 });
    const early = await ask('kiln7');
    expect(early.notes).toEqual(['Only this machine was searched: the Qdrant server is still being filled.']);
    expect(early.hits[0]?.text).toContain('text 7 of kiln7');

    release();
    await eventually(() => state()?.phase === 'in-step');
    const late = await ask('kiln7');
    expect(late.notes).toEqual([]);
    expect(late.hits[0]).toMatchObject({ conversationId: 'text:kilns', machines: ['ana'] });
  });
});
