import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { Machine } from '../doubles/machine.ts';
import { qdrantBinary, serverFolder, startCluster, type QdrantServer } from '../doubles/qdrant-server.ts';

const CHUNKS = 2_000;

let folder: string;
let nodes: QdrantServer[];
let ana: Machine;

beforeAll(async () => {
  if (qdrantBinary === undefined) return;
  folder = await serverFolder();
  nodes = await startCluster(folder, 3);
  ana = await Machine.open({
    folder: join(folder, 'ana'),
    url: nodes[0]?.url ?? '',
    settings: { shards: 3, replicas: 2 },
  });
}, 120_000);

afterAll(async () => {
  if (qdrantBinary === undefined) return;
  await ana.close();
  for (const node of nodes) await node.kill();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(qdrantBinary === undefined)('a cluster of three with two copies of each shard', () => {
  test('loses and doubles nothing when one after the other is killed during an import, and answers all the time', async () => {
    ana.sync.start();
    const texts = Array.from({ length: CHUNKS }, (_, at) => `text ${at} of kiln${at}`);
    for (let at = 0; at < CHUNKS; at += 500) await ana.say(`batch-${at}`, texts.slice(at, at + 500));
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase !== 'connecting' && 'sent' in state && state.sent >= 500;
    });
    const asking = new AbortController();
    const answers: (readonly string[])[] = [];
    const searching = (async () => {
      while (!asking.signal.aborted) answers.push((await ana.ask('kiln7')).notes);
    })();

    for (const node of nodes.slice(1)) {
      await node.kill();
      await ana.say(`after-${node.port}`, [`while ${node.port} was away`]);
      ana.sync.notice();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await node.start();
      // The next one may go when this one's copies are whole again.
      await eventually(async () => (await replicaStates(nodes[0])).every((state) => state === 'Active'));
    }
    await eventually(() => {
      const state = ana.sync.state();
      return state.phase === 'in-step' && state.sent === CHUNKS + 2;
    });
    asking.abort();
    await searching;

    expect(answers.length).toBeGreaterThan(3);
    expect(answers.flat()).toEqual([]);
    expect(await ana.collection.count(null)).toBe(CHUNKS + 2);
    const ids = new Set<string>();
    for await (const page of ana.collection.idsOf('ana')) {
      for (const id of page) ids.add(Buffer.from(id).toString('hex'));
    }
    expect(ids.size).toBe(CHUNKS + 2);
    expect((await ana.find('kiln1999'))[0]).toBe('text 1999 of kiln1999');
  });
});

/** The states of all copies of all shards, as a node sees them. */
async function replicaStates(node: QdrantServer | undefined): Promise<string[]> {
  const answer = await fetch(`${node?.url ?? ''}/collections/${ana.collection.name}/cluster`);
  const { result } = (await answer.json()) as {
    result: { local_shards: { state: string }[]; remote_shards: { state: string }[] };
  };
  return [...result.local_shards, ...result.remote_shards].map(({ state }) => state);
}
