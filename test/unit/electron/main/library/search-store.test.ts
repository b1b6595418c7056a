import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { FileStore } from '../../../../../electron/main/library/file-store.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { openForReading, openForWriting } from '../../../../../electron/main/library/open-database.ts';
import { nameParts } from '../../../../../electron/main/library/migrations/0006-name-parts.ts';
import { MeaningStore } from '../../../../../electron/main/library/meaning-store.ts';
import { countFacets } from '../../../../../electron/main/library/found-facets.ts';
import type { SearchFilter } from '../../../../../electron/main/library/search-filter.ts';
import { SearchStore } from '../../../../../electron/main/library/search-store.ts';
import { VectorStore } from '../../../../../electron/main/library/vector-store.ts';
import { rankingWeights as weightsFor } from '../../../../../electron/main/search/ranking-weights.ts';
import type { MessagePart } from '../../../../../electron/shared/conversation.ts';
import { fileId, textId, type FileId } from '../../../../../electron/shared/ids.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';

const DIMENSIONS = 128;
const rankingWeights = weightsFor({ form: 'few words', own: false });

let folder: string;
let writer: DatabaseSync;
let reader: DatabaseSync;
let store: SearchStore;
let meaning: MeaningStore;
let file: FileId;
let index: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recollect-search-'));
  const path = join(folder, 'library.db');
  writer = openForWriting(path);
  const files = new FileStore(writer);
  files.recordScan({ path: folder, origin: 'added' }, [{ path: join(folder, 'x'), size: 1, modifiedAt: 1 }]);
  file = fileId(files.pending(1, null)[0]?.id ?? 0);
  index = new VectorStore(writer).ensureIndex({
    provider: 'local',
    model: 'test',
    dimensions: DIMENSIONS,
    chunkerVersion: 1,
  });
  openSearch();
});

afterEach(() => {
  reader.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

function openSearch(): void {
  reader = openForReading(join(folder, 'library.db'), (database) => {
    store = new SearchStore(database);
    meaning = new MeaningStore(database);
  });
}

interface Said {
  readonly conversation: string;
  readonly message: string;
  readonly text: string;
  readonly role?: MessagePart['role'];
  readonly kind?: MessagePart['kind'];
  readonly day?: number;
  readonly tokens?: number;
}

let offset = 0;

function keyOf(conversation: number): string | undefined {
  return z
    .object({ key: z.string() })
    .optional()
    .parse(reader.prepare('SELECT key FROM conversations WHERE id = ?').get(conversation))?.key;
}

/** Reads a file: what it says takes the place of what it said before, if `mode` says so. */
function write(said: readonly Said[], mode: 'replace' | 'continue' = 'continue'): void {
  const parts = said.map(
    ({ conversation, message, text, role = 'user', kind = 'text', day = 1, tokens = 100 }): MessagePart => {
      const uid = Buffer.from(message).toString('hex').padEnd(32, '0');
      offset += 1;
      const time = Date.UTC(2026, 0, day);
      return {
        ...{ conversation, message, uid, role, kind, time, sortTime: time, offset, text },
        pieces: kind === 'text' ? [text.length, tokens] : [],
      };
    },
  );
  const batch = encodeBatch({
    mode,
    last: true,
    checkpoint: { format: 'text', offset, headHash: '', tailHash: '', state: null },
    conversations: [],
    parts,
    skipped: [],
  });
  const [outcome] = new BatchStore(writer).commit([{ file, batch }]);
  expect(outcome).toMatchObject({ ok: true });
}

function embedAll(vectorOf: (text: string) => Float32Array): void {
  const vectors = new VectorStore(writer);
  const { texts } = vectors.backlog(index, null, 1_000);
  vectors.store(
    index,
    texts.map(({ id, text }) => ({ id: textId(id), vector: vectorOf(text) })),
  );
}

/** Points to another dimension for each first letter. */
function byLetter(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(-0.001);
  vector[text.charCodeAt(0) % DIMENSIONS] = 1;
  return vector;
}

function textsWith(words: readonly string[], filter: SearchFilter = {}): string[] {
  const weighed = words.map((word) => ({ word, weight: 1 }));
  return textsOf(store.byWord(weighed, rankingWeights.words, filter, 10).texts);
}

function textsNear(text: string, filter: SearchFilter = {}): string[] {
  return textsOf(meaning.nearest(index, byLetter(text), filter, 10).filter(({ score }) => score > 0.5));
}

function textsOf(found: readonly { textId: number; conversationId: number }[]): string[] {
  return store.places(found).map(({ text }) => text);
}

describe('by word', () => {
  test('finds stemmed words, the rarest and the most first', () => {
    write([
      { conversation: 'a', message: '1', text: 'the server was slow' },
      { conversation: 'b', message: '2', text: 'a kiln for the server room' },
      { conversation: 'c', message: '3', text: 'servers and more servers' },
    ]);
    expect(textsWith(['servers', 'kilns'])).toEqual([
      'a kiln for the server room',
      'servers and more servers',
      'the server was slow',
    ]);
  });

  test('counts what was said more than what a tool answered', () => {
    write([
      { conversation: 'a', message: '1', text: `kiln${' x'.repeat(200)}`, role: 'tool', kind: 'tool-result' },
      { conversation: 'b', message: '2', text: 'the kiln was cold' },
    ]);
    expect(textsWith(['kiln'])[0]).toBe('the kiln was cold');
  });

  test('counts what the user said more than the answers, where it is asked so', () => {
    write([
      { conversation: 'a', message: '1', text: 'which kiln?', tokens: 3 },
      { conversation: 'a', message: '2', text: 'a kiln that is a kiln', role: 'assistant', tokens: 8 },
      { conversation: 'b', message: '3', text: 'a kiln is a kiln: kiln', role: 'assistant' },
      { conversation: 'c', message: '4', text: 'there was a kiln' },
    ]);
    const words = [{ word: 'kiln', weight: 1 }];
    const found = (others: number) => {
      const { texts, conversations } = store.byWord(words, { ...rankingWeights.words, others }, {}, 10);
      return {
        chunks: store.places(texts).map(({ key }) => key),
        conversations: conversations.map(({ conversationId }) => keyOf(conversationId)),
      };
    };
    expect(found(1).chunks.at(-1)).toBe('c');
    expect(found(1).conversations.at(-1)).toBe('c');
    expect(found(0.1).chunks).toEqual(['c', 'a', 'b']);
    expect(found(0.1).conversations.at(-1)).toBe('b');
  });

  test('sums up a conversation, of which no chunk says everything', () => {
    write([
      { conversation: 'a', message: '1', text: 'the kiln was cold' },
      { conversation: 'a', message: '2', text: 'the glaze was cracked' },
      { conversation: 'b', message: '3', text: 'the kiln was hot' },
      { conversation: 'c', message: '4', text: 'the glaze was red' },
    ]);
    const words = ['kiln', 'glaze'].map((word) => ({ word, weight: 1 }));
    const { conversations } = store.byWord(words, rankingWeights.words, {}, 10);
    const [first] = store.places(store.byWord(words, rankingWeights.words, {}, 10).texts);
    expect(first?.key).toBeDefined();
    expect(conversations[0]?.conversationId).toBe(
      store.places([{ textId: 1, conversationId: 1 }])[0]?.conversationId,
    );
    expect(conversations).toHaveLength(3);
  });

  test('puts first what has the words side by side', () => {
    write([
      {
        conversation: 'a',
        message: '1',
        text: 'the kiln is in the shed, and in the garden we found a glaze',
      },
      {
        conversation: 'b',
        message: '2',
        text: 'about the shed and the garden: we tried the kiln glaze there',
      },
    ]);
    expect(textsWith(['kiln', 'glaze'])[0]).toContain('tried');
  });

  test('finds a name by its parts', () => {
    write([{ conversation: 'a', message: '1', text: 'it is userStore.open() that fails' }]);
    expect(textsWith(['store'])).toHaveLength(1);
    expect(textsWith(['userstore'])).toHaveLength(1);
  });

  test('finds a name by its parts in a library of before they were indexed', () => {
    write([
      { conversation: 'a', message: '1', text: 'it is userStore.open() that fails' },
      { conversation: 'a', message: '2', text: 'another message that keeps the ids apart' },
    ]);
    writer.exec(`
      INSERT INTO words (words) VALUES ('delete-all');
      INSERT INTO words (rowid, text) SELECT id, text FROM texts WHERE indexed = 1;
    `);
    expect(textsWith(['store'])).toEqual([]);
    writer.exec(nameParts);
    reader.close();
    openSearch();
    expect(textsWith(['store'])).toEqual(['it is userStore.open() that fails']);
    expect(textsWith(['fails', 'apart'])).toHaveLength(2);
  });

  test('finds a text in every conversation that holds it', () => {
    write([
      { conversation: 'a', message: '1', text: 'the kiln was cold' },
      { conversation: 'b', message: '2', text: 'the kiln was cold' },
    ]);
    expect(textsWith(['kiln'])).toHaveLength(2);
  });
});

describe('what has changed in the library', () => {
  test('is found at once, by a search that was open before', () => {
    write([{ conversation: 'a', message: '1', text: 'the kiln was cold' }]);
    expect(textsWith(['kiln'])).toHaveLength(1);
    write([{ conversation: 'b', message: '2', text: 'another kiln' }]);
    expect(textsWith(['kiln'])).toHaveLength(2);
    embedAll(byLetter);
    expect(textsNear('a')).toEqual(['another kiln']);
  });

  test('is no longer found when it has gone, also where its ids were given again', () => {
    write([{ conversation: 'a', message: '1', text: 'the kiln was cold' }], 'replace');
    embedAll(byLetter);
    expect(textsNear('t')).toHaveLength(1);
    write([{ conversation: 'b', message: '2', text: 'bread and butter' }], 'replace');
    expect(textsWith(['kiln'])).toEqual([]);
    expect(textsWith(['bread'])).toEqual(['bread and butter']);
    expect(textsNear('t')).toEqual([]);
    embedAll(byLetter);
    expect(textsNear('b')).toEqual(['bread and butter']);
  });

  test('gives the same as a search that was opened afterwards', () => {
    for (let round = 0; round < 30; round++) {
      write(
        Array.from({ length: 5 }, (_, at) => ({
          conversation: `c${(round * 7 + at) % 11}`,
          message: `${round}-${at}`,
          text: `round ${round} of kiln number ${at} ${'more '.repeat(at)}`,
        })),
        round % 6 === 5 ? 'replace' : 'continue',
      );
      embedAll(byLetter);
      textsWith(['kiln']);
    }
    const search = (): unknown => [
      store.byWord([{ word: 'kiln', weight: 1 }], rankingWeights.words, {}, 1_000),
      meaning.nearest(index, byLetter('r'), {}, 1_000),
    ];
    const before = search();
    reader.close();
    openSearch();
    expect(search()).toEqual(before);
  });
});

describe('a filter', () => {
  beforeEach(() => {
    write([
      { conversation: 'a', message: '1', text: 'kiln of the user', day: 2 },
      { conversation: 'b', message: '2', text: 'kiln of the assistant', role: 'assistant', day: 10 },
      {
        conversation: 'c',
        message: '3',
        text: 'kiln of the tool',
        role: 'tool',
        kind: 'tool-result',
        day: 20,
      },
    ]);
    embedAll(byLetter);
  });

  test('of a role or a time holds for words', () => {
    expect(textsWith(['kiln'], { role: 'assistant' })).toEqual(['kiln of the assistant']);
    expect(textsWith(['kiln'], { after: Date.UTC(2026, 0, 15) })).toEqual(['kiln of the tool']);
    expect(textsWith(['kiln'], { before: Date.UTC(2026, 0, 5) })).toEqual(['kiln of the user']);
  });

  test('of marks holds for words and vectors, and what is hidden is left out unless it is asked for', () => {
    const marks = new MarkStore(writer);
    marks.change('text:a', { starred: true, addTags: ['clay'] });
    marks.change('text:b', { hidden: true });
    expect(textsWith(['kiln'], { starred: true })).toEqual(['kiln of the user']);
    expect(textsWith(['kiln'], { tag: 'clay' })).toEqual(['kiln of the user']);
    expect(textsWith(['kiln'], { tag: 'glass' })).toEqual([]);
    expect(textsWith(['kiln']).toSorted()).toEqual(['kiln of the tool', 'kiln of the user']);
    expect(textsNear('k')).toEqual(['kiln of the user']);
    expect(textsWith(['kiln'], { hidden: true })).toEqual(['kiln of the assistant']);
    expect(textsNear('k', { hidden: true })).toEqual(['kiln of the assistant']);
    const [place] = store.places(
      store.byWord([{ word: 'kiln', weight: 1 }], rankingWeights.words, { tag: 'clay' }, 1).texts,
    );
    expect(place?.marks).toEqual({ starred: true, hidden: false, tags: ['clay'] });
  });

  test('holds for vectors', () => {
    expect(textsNear('k', { role: 'user' })).toEqual(['kiln of the user']);
    expect(textsNear('k', { source: 'claude-code' })).toEqual([]);
    expect(textsNear('k', { source: 'text' })).toHaveLength(2);
  });
});

describe('conversations like one', () => {
  test('are those nearest to the middle of its chunks; its own, hidden and unknown ones are none', () => {
    write([
      { conversation: 'a', message: '1', text: 'kiln and clay' },
      { conversation: 'b', message: '2', text: 'kiln of bricks' },
      { conversation: 'c', message: '3', text: 'tomatoes' },
      { conversation: 'd', message: '4', text: 'kiln and clay' },
    ]);
    const similar = (id: string) => meaning.similarTo(index, id, 10)?.filter(({ score }) => score > 0.5);
    expect(similar('text:a')).toEqual([]);
    embedAll(byLetter);
    expect(textsOf(similar('text:a') ?? []).toSorted()).toEqual(['kiln and clay', 'kiln of bricks']);
    new MarkStore(writer).change('text:b', { hidden: true });
    expect(textsOf(similar('text:a') ?? [])).toEqual(['kiln and clay']);
    expect(similar('text:nothing')).toBeUndefined();
  });
});

describe('what was found is counted', () => {
  test('by source, project and month', () => {
    write([
      { conversation: 'a', message: '1', text: 'kiln one', day: 2 },
      { conversation: 'b', message: '2', text: 'kiln two', day: 3 },
      { conversation: 'c', message: '3', text: 'kiln three', day: 40 },
    ]);
    writer.exec("UPDATE conversations SET project = '/home/ana/pots' WHERE key <> 'c'");
    const { texts } = store.byWord([{ word: 'kiln', weight: 1 }], rankingWeights.words, {}, 10);
    expect(countFacets(writer, texts)).toEqual({
      sources: [{ name: 'text', conversations: 3 }],
      projects: [{ path: '/home/ana/pots', conversations: 2 }],
      months: [
        { month: '2026-02', conversations: 1 },
        { month: '2026-01', conversations: 2 },
      ],
    });
    expect(countFacets(writer, [])).toEqual({ sources: [], projects: [], months: [] });
  });
});

describe('the bits of an index', () => {
  const makeWhole = (): void => {
    const identity = { provider: 'local', model: 'test', dimensions: DIMENSIONS, chunkerVersion: 1 };
    new VectorStore(writer).ensureIndex(identity);
  };
  const blocks = (): unknown[] =>
    writer.prepare(`SELECT length(bits) AS bits, length(large) AS large FROM bit_blocks_${index}`).all();

  test('are made again from the vectors where they are missing, or mostly gone', () => {
    write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    embedAll(byLetter);
    writer.exec(`DROP TABLE bit_blocks_${index}`);
    makeWhole();
    expect(textsNear('k')).toEqual(['kiln']);
  });

  test('of an older Recollect are searched by their signs, and made anew when the library is opened for writing', () => {
    write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    embedAll(byLetter);
    const made = blocks();
    writer.exec(`ALTER TABLE bit_blocks_${index} DROP COLUMN large`);
    expect(textsNear('k')).toEqual(['kiln']);
    makeWhole();
    expect(blocks()).toEqual(made);
    expect(textsNear('k')).toEqual(['kiln']);
  });

  test('that an older Recollect added are kept apart until then', () => {
    write([{ conversation: 'a', message: '1', text: 'kiln' }]);
    embedAll(byLetter);
    writer.exec(`UPDATE bit_blocks_${index} SET large = x''`);
    write([{ conversation: 'b', message: '2', text: 'oven' }]);
    embedAll(byLetter);
    expect(blocks()).toHaveLength(2);
    expect(textsNear('k')[0]).toBe('kiln');
    expect(textsNear('o')[0]).toBe('oven');
    makeWhole();
    expect(blocks()).toHaveLength(1);
    expect(textsNear('o')[0]).toBe('oven');
  });
});
