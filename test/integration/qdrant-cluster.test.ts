import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../doubles/eventually.ts';
import { Machine } from '../doubles/machine.ts';
import { qdrantBinary, serverFolder, startCluster, type QdrantServer } from '../doubles/qdrant-server.ts';

/** Texts of a file, of which one is imported after the other. */
const FILE = 150;

/** How often two machines take and let go of the same points. */
const TURNS = 5;

/** Whether something was done. */
const SUCCESS = [() => true, () => false] as const;

/** How long copies may take until they agree, which they do at once where nobody disturbs them. */
const PATIENT = { timeout: 20_000 };

let folder: string;
let nodes: QdrantServer[];
let ana: Machine;
let turn = 0;

beforeAll(async () => {
  folder = await serverFolder();
  nodes = await startCluster(folder, 3);
}, 120_000);

afterAll(async () => {
  for (const node of nodes) await node.kill();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  turn += 1;
  ana = await open('ana', nodes);
});

afterEach(() => ana.close());

/** A machine that asks the first of some nodes, as long as it is there. */
function open(
  name: string,
  asked: readonly QdrantServer[],
  searchTimeoutMs = PATIENT.timeout,
): Promise<Machine> {
  return Machine.open({
    folder: join(folder, `${name}-${turn}`),
    url: asked.map(({ url }) => url).join(','),
    name,
    settings: { shards: 3, replicas: 2 },
    searchTimeoutMs,
    identity: { model: `test/cluster-${turn}` },
  });
}

describe.skipIf(qdrantBinary === undefined)('a cluster of three with two copies of each shard', () => {
  test('loses and doubles nothing when one node after the other is killed during an import, and answers all the time', async () => {
    await surviveEach((node) => node.kill());
  });

  test('loses and doubles nothing when it is restarted node by node, and answers all the time', async () => {
    await surviveEach((node) => node.stop());
  });
});

describe.skipIf(qdrantBinary === undefined)('two machines that ask two nodes', () => {
  test('take and let go of the same points at the same time: all copies agree on who holds them', async () => {
    await using bo = await open('bo', nodes.toReversed());
    const machines = [ana, bo];
    const kilns = Array.from({ length: FILE }, (_, at) => `kiln${at} was cold`);
    const files = await Promise.all(machines.map((machine) => machine.say('shared', kilns)));
    const hold = async (texts: readonly string[]): Promise<void> => {
      for (const [at, machine] of machines.entries()) {
        const file = files[at];
        await machine.say('shared', texts, file === undefined ? {} : { file });
      }
      // A cluster refuses what comes too early after a collection was made, or a node came back.
      const caughtUp = ({ sync }: Machine) => sync.catchUp().then(...SUCCESS);
      await Promise.all(machines.map((machine) => eventually(() => caughtUp(machine))));
    };
    for (let turn = 0; turn < TURNS; turn += 1) {
      await hold(kilns);
      const both = kilns.map(() => 'ana,bo');
      for (const node of nodes) await expect.poll(() => holdersOf(node), PATIENT).toEqual(both);
      await hold([]);
      for (const node of nodes) await expect.poll(() => holdersOf(node), PATIENT).toEqual([]);
    }
  });
});

describe.skipIf(qdrantBinary === undefined)('a node that hangs', () => {
  test('costs a search its time, never its answer; when it goes on, the cluster answers', async () => {
    await using bo = await open('bo', nodes, 5_000);
    await bo.say('kilns', ['kiln7 was cold']);
    await bo.sync.catchUp();
    // The one that is asked first.
    const [node] = nodes;
    node?.suspend();
    try {
      for (let search = 0; search < 2; search += 1) {
        const { hits } = await bo.ask('kiln7');
        expect(hits.map(({ conversationId }) => conversationId)).toEqual(['text:kilns']);
      }
    } finally {
      node?.resume();
    }
    await eventually(async () => (await bo.ask('kiln7')).notes.length === 0);
  });
});

/** Ends each node during an import and searches, the one that is asked first too, and starts it again. */
async function surviveEach(end: (node: QdrantServer) => Promise<void>): Promise<void> {
  let imported = 0;
  const importFile = async (): Promise<void> => {
    const texts = Array.from({ length: FILE }, (_, at) => `text ${imported + at} of kiln${imported + at}`);
    await ana.say(`file-${imported}`, texts);
    imported += FILE;
    ana.sync.notice();
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  const inStep = (): boolean => ana.sync.state().phase === 'in-step' && sent() === imported;
  const notes: (readonly string[])[] = [];
  ana.sync.start();
  await importFile();
  await eventually(inStep);

  {
    await using _searching = repeat(async () => {
      notes.push((await ana.ask('kiln7')).notes);
    });
    for (const node of nodes) {
      {
        await using _importing = repeat(importFile);
        await end(node);
        const before = imported;
        // It goes on without the node.
        await eventually(() => sent() > before);
        await node.start();
        await eventually(() => sent() > before + FILE);
      }
      // The next one may go when this one's copies are whole again, or a shard would have no copy that is.
      await eventually(async () => inStep() && (await copiesAgree()));
    }
  }

  expect(notes.length).toBeGreaterThan(3);
  expect(notes.flat()).toEqual([]);
  // What a copy lacks that came back is found once nothing is left to send, and sent again.
  await eventually(async () => (await ana.collection.count(null)) === imported);
  const ids = new Set<string>();
  for await (const page of ana.collection.idsOf('ana')) {
    for (const id of page) ids.add(Buffer.from(id).toString('hex'));
  }
  expect(ids.size).toBe(imported);
  expect((await ana.find(`kiln${imported - 1}`))[0]).toBe(`text ${imported - 1} of kiln${imported - 1}`);
}

/** Does something over and over until it goes out of scope; what it threw is thrown there. */
function repeat(work: () => Promise<void>): AsyncDisposable {
  const ended = new AbortController();
  const running = (async () => {
    while (!ended.signal.aborted) await work();
  })();
  // Until it is awaited below, its failure is nobody's.
  running.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      ended.abort();
      await running;
    },
  };
}

function sent(): number {
  const state = ana.sync.state();
  return 'sent' in state ? state.sent : 0;
}

/** The machines that hold each point, as a node has it that asks its own copies first. */
async function holdersOf({ url }: QdrantServer): Promise<string[]> {
  const client = new QdrantClient({ url, checkCompatibility: false });
  const { points } = await client.scroll(ana.collection.name, { limit: 10 * FILE, with_payload: true });
  return points.map(({ payload }) => String(payload?.machines));
}

/**
 * Whether all nodes take all copies for whole, and those of each shard have the same number of points. A cluster may
 * still be agreeing that a copy isn't whole: until then only its points tell.
 */
async function copiesAgree(): Promise<boolean> {
  const seen = await Promise.all(nodes.map(copiesOf));
  const copies = seen.flatMap(({ local }) => local);
  const shards = [...Map.groupBy(copies, ({ shard_id }) => shard_id).values()];
  return (
    seen.every(({ states }) => states.every((state) => state === 'Active')) &&
    shards.every((each) => each.every(({ points_count }) => points_count === each[0]?.points_count))
  );
}

/** A node's own copies of shards, and the states of all copies as it sees them. */
async function copiesOf(node: QdrantServer): Promise<{ local: LocalShard[]; states: string[] }> {
  const answer = await fetch(`${node.url}/collections/${ana.collection.name}/cluster`);
  const { result } = (await answer.json()) as {
    result: { local_shards: LocalShard[]; remote_shards: { state: string }[] };
  };
  const { local_shards: local, remote_shards: remote } = result;
  return { local, states: [...local, ...remote].map(({ state }) => state) };
}

/** As the server tells it. */
interface LocalShard {
  readonly shard_id: number;
  readonly points_count: number;
  readonly state: string;
}
