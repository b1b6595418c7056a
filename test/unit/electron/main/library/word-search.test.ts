import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import { ChunkTable } from '../../../../../electron/main/library/chunk-table.ts';
import { FileStore } from '../../../../../electron/main/library/file-store.ts';
import { openForReading, openForWriting } from '../../../../../electron/main/library/open-database.ts';
import { PostingStore } from '../../../../../electron/main/library/posting-store.ts';
import { WordSearch, type WordResult } from '../../../../../electron/main/library/word-search.ts';
import { WordTerms } from '../../../../../electron/main/library/word-terms.ts';
import { rankingWeights } from '../../../../../electron/main/search/ranking-weights.ts';
import { fileId } from '../../../../../electron/shared/ids.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';

const words = ['kiln', 'glaze', 'clay', 'wheel', 'ash'];
const weights = rankingWeights({ form: 'few words', own: false }).words;

const tokenizer = new WordTerms();
const termOf = (word: string): string => tokenizer.of(word)[0] ?? '';

let folder: string;
let reader: DatabaseSync;
let postings: PostingStore;
let table: ChunkTable;

/** 300 texts in 60 conversations: the first words are rare, the last ones common. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recollect-words-'));
  const path = join(folder, 'library.db');
  const writer = openForWriting(path);
  const files = new FileStore(writer);
  files.recordScan({ path: folder, origin: 'added' }, [{ path: join(folder, 'x'), size: 1, modifiedAt: 1 }]);
  const file = fileId(files.pending(1, null)[0]?.id ?? 0);
  const texts = Array.from({ length: 300 }, (_, at) => {
    const held = words.filter((_word, rank) => (at * 7 + rank) % (2 * (words.length - rank)) === 0);
    return `text ${at} ${held.join(' ')} ${'more '.repeat(at % 13)}`;
  });
  const batch = encodeBatch({
    mode: 'replace',
    last: true,
    checkpoint: { format: 'text', offset: 1, headHash: '', tailHash: '', state: null },
    conversations: [],
    parts: texts.map((text, at) => ({
      ...{ conversation: `c${at % 60}`, message: `m${at}`, uid: at.toString(16).padStart(32, '0') },
      ...{ role: at % 3 === 0 ? ('user' as const) : ('assistant' as const), kind: 'text' as const },
      ...{ time: at, sortTime: at, offset: at },
      ...{ text, pieces: [text.length, 100] },
    })),
    skipped: [],
  });
  expect(new BatchStore(writer).commit([{ file, batch }])[0]).toMatchObject({ ok: true });
  writer.close();
  reader = openForReading(path, (database) => {
    postings = new PostingStore(database);
    table = new ChunkTable(database);
  });
  table.refresh();
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('leaving out of common lists what is not needed', () => {
  test('gives the same as adding up everything', () => {
    const asked = fc.record({
      terms: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 40 }),
      every: fc.integer({ min: 1, max: 4 }),
      others: fc.constantFrom(1, 0.3),
    });
    fc.assert(
      fc.property(asked, ({ terms, limit, every, others }) => {
        const search = (long: number): WordResult =>
          new WordSearch(postings, table, long).search(
            terms.map((word) => ({ term: termOf(word), word, weight: 1 })),
            { ...weights, others },
            limit,
            (conversation) => conversation % every === 0,
          );
        expect(search(0)).toEqual(search(Infinity));
      }),
    );
  });
});
