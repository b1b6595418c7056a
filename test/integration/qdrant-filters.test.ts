import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchFilter } from '../../electron/main/library/search-filter.ts';
import { search } from '../../electron/main/search/search.ts';
import { batchOf } from '../doubles/library.ts';
import { chunkLong, type Machine } from '../doubles/machine.ts';
import { QdrantMachines } from '../doubles/qdrant-machines.ts';
import { qdrantBinary } from '../doubles/qdrant-server.ts';

const PROJECTS = ['/home/ana/Pottery', '/home/ana/pottery/kilns', '/srv/Bread', undefined];
const FORMATS = ['text', 'claude-code', 'codex'] as const;
const DAYS = 10;
const DAY_MS = 86_400_000;

let qdrant: QdrantMachines;
let ana: Machine;

beforeAll(async () => {
  qdrant = await QdrantMachines.start();
  ana = await qdrant.open('ana');
  for (let number = 0; number < 40; number++) await say(number);
  for (const key of [4, 5, 6, 17]) {
    await ana.library.write.changeMarks(idOf(key), { starred: true, addTags: [key % 2 ? 'clay' : 'glaze'] });
  }
  for (const key of [6, 7, 8]) await ana.library.write.changeMarks(idOf(key), { hidden: true });
  await ana.sync.catchUp();
});

afterAll(() => qdrant[Symbol.asyncDispose]());

/** A conversation of one to three messages, of some days, or with no times at all. */
async function say(number: number): Promise<void> {
  const key = `of-${number}`;
  const texts = Array.from({ length: 1 + (number % 3) }, (_, at) => chunkLong(`kiln ${number} and ${at}`));
  const batch = batchOf(key, texts);
  const project = PROJECTS[number % PROJECTS.length];
  await ana.say(key, [], {
    checkpoint: { ...batch.checkpoint, format: FORMATS[number % FORMATS.length] ?? 'text' },
    conversations: [{ key, ...(project === undefined ? {} : { project }) }],
    parts: batch.parts.map((part, at) => {
      const time = number % 11 === 10 ? null : ((number % DAYS) + at) * DAY_MS;
      return { ...part, time, sortTime: time ?? 0 };
    }),
  });
}

function idOf(number: number): string {
  return `${FORMATS[number % FORMATS.length] ?? 'text'}:of-${number}`;
}

const day = fc.integer({ min: -1, max: DAYS + 3 }).map((days) => days * DAY_MS);
const filters: fc.Arbitrary<SearchFilter> = fc.record(
  {
    source: fc.constantFrom(...FORMATS, 'gemini'),
    project: fc.constantFrom('pottery', 'POTTERY/k', 'bread', 'ana', 'nowhere'),
    role: fc.constantFrom('user' as const, 'assistant' as const),
    after: day,
    before: day,
    starred: fc.constant(true as const),
    tag: fc.constantFrom('clay', 'none'),
    hidden: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

describe.skipIf(qdrantBinary === undefined)('a filter', () => {
  test('lets pass on the server what it lets pass in the library', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const request = { query: 'kiln', mode: 'keyword' as const, limit: 100, filter };
        const here = await search(ana.library, null, request, new AbortController().signal);
        const there = await ana.ask('kiln', { ...request });
        expect(there.notes).toEqual([]);
        expect(conversations(there.hits)).toEqual(conversations(here.hits));
      }),
      { numRuns: 150 },
    );
  });
});

function conversations(hits: readonly { readonly conversationId: string }[]): string[] {
  return hits.map(({ conversationId }) => conversationId).sort();
}
