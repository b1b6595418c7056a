/**
 * A library of a few texts, with its search open beside it, for tests of the stores that search.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { BatchStore } from '../../electron/main/library/batch-store.ts';
import { FileStore } from '../../electron/main/library/file-store.ts';
import { MeaningStore } from '../../electron/main/library/meaning-store.ts';
import { openForReading, openForWriting } from '../../electron/main/library/open-database.ts';
import type { SearchFilter } from '../../electron/main/library/search-filter.ts';
import { SearchStore } from '../../electron/main/library/search-store.ts';
import { VectorStore } from '../../electron/main/library/vector-store.ts';
import { rankingWeights } from '../../electron/main/search/ranking-weights.ts';
import type { MessagePart } from '../../electron/shared/conversation.ts';
import { fileId, textId, type FileId } from '../../electron/shared/ids.ts';
import { encodeBatch } from '../../electron/shared/reader-protocol.ts';

/** Of the vectors in it. */
export const DIMENSIONS = 128;

/** What a few words are ranked with. */
export const weights = rankingWeights({ form: 'few words', own: false }).words;

/** Something that was said: by default by the user, on the first of January 2026. */
interface Said {
  readonly conversation: string;
  readonly message: string;
  readonly text: string;
  readonly role?: MessagePart['role'];
  readonly kind?: MessagePart['kind'];
  /** From 1, counted on beyond the month. */
  readonly day?: number;
  readonly tokens?: number;
}

/** A vector that points to another dimension for each first letter. */
export function byLetter(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(-0.001);
  vector[text.charCodeAt(0) % DIMENSIONS] = 1;
  return vector;
}

/** The library. */
export class SearchedLibrary {
  readonly writer: DatabaseSync;
  /** The index that its vectors are in. */
  readonly index: number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'recollect-search-'));
  private readonly file: FileId;
  private search: { reader: DatabaseSync; store: SearchStore; meaning: MeaningStore };
  private offset = 0;

  constructor() {
    this.writer = openForWriting(join(this.folder, 'library.db'));
    const files = new FileStore(this.writer);
    files.recordScan({ path: this.folder, origin: 'added' }, [
      { path: join(this.folder, 'x'), size: 1, modifiedAt: 1 },
    ]);
    this.file = fileId(files.pending(1, null)[0]?.id ?? 0);
    const identity = { provider: 'local', model: 'test', dimensions: DIMENSIONS, chunkerVersion: 1 };
    this.index = new VectorStore(this.writer).ensureIndex(identity);
    this.search = this.openSearch();
  }

  get store(): SearchStore {
    return this.search.store;
  }

  get meaning(): MeaningStore {
    return this.search.meaning;
  }

  /** Opens the search anew. */
  reopen(): void {
    this.search.reader.close();
    this.search = this.openSearch();
  }

  close(): void {
    this.search.reader.close();
    this.writer.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Reads a file: what it says takes the place of what it said before, if `mode` says so. */
  write(said: readonly Said[], mode: 'replace' | 'continue' = 'continue'): void {
    const parts = said.map(
      ({ conversation, message, text, role = 'user', kind = 'text', day = 1, tokens = 100 }): MessagePart => {
        const uid = Buffer.from(message).toString('hex').padEnd(32, '0');
        this.offset += 1;
        const time = Date.UTC(2026, 0, day);
        return {
          ...{ conversation, message, uid, role, kind, time, sortTime: time, offset: this.offset, text },
          pieces: kind === 'text' ? [text.length, tokens] : [],
        };
      },
    );
    const batch = encodeBatch({
      mode,
      last: true,
      checkpoint: { format: 'text', offset: this.offset, headHash: '', tailHash: '', state: null },
      conversations: [],
      parts,
      skipped: [],
    });
    const [outcome] = new BatchStore(this.writer).commit([{ file: this.file, batch }]);
    if (outcome?.ok !== true) throw new Error('What was said could not be stored.');
  }

  /** Gives every text that has none a vector. */
  embedAll(vectorOf: (text: string) => Float32Array): void {
    const vectors = new VectorStore(this.writer);
    const { texts } = vectors.backlog(this.index, null, 1_000);
    vectors.store(
      this.index,
      texts.map(({ id, text }) => ({ id: textId(id), vector: vectorOf(text) })),
    );
  }

  /** The texts found by words, best first. */
  textsWith(words: readonly string[], filter: SearchFilter = {}): string[] {
    const weighed = words.map((word) => ({ word, weight: 1 }));
    return this.textsOf(this.store.byWord(weighed, weights, filter, 10).texts);
  }

  /** The texts with the same first letter, as `byLetter` embeds them. */
  textsNear(text: string, filter: SearchFilter = {}): string[] {
    const found = this.meaning.nearest(this.index, byLetter(text), filter, 10);
    return this.textsOf(found.filter(({ score }) => score > 0.5));
  }

  textsOf(found: readonly { textId: number; conversationId: number }[]): string[] {
    return this.store.places(found).map(({ text }) => text);
  }

  /** What a conversation is called in its file. */
  keyOf(conversation: number): string | undefined {
    return z
      .object({ key: z.string() })
      .optional()
      .parse(this.writer.prepare('SELECT key FROM conversations WHERE id = ?').get(conversation))?.key;
  }

  private openSearch(): { reader: DatabaseSync; store: SearchStore; meaning: MeaningStore } {
    let opened: { store: SearchStore; meaning: MeaningStore } | undefined;
    const reader = openForReading(join(this.folder, 'library.db'), (database) => {
      opened = { store: new SearchStore(database), meaning: new MeaningStore(database) };
    });
    if (!opened) throw new Error('The library was not opened.');
    return { reader, ...opened };
  }
}
