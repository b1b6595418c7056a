/**
 * A machine that fills and searches a collection on a real server: a real library on its threads, with vectors that are
 * made of the words of a text, so that texts with the same words are near each other.
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { openLibrary, type Library } from '../../electron/main/library/library.ts';
import { openCollection, openRemoteSearch } from '../../electron/main/qdrant/open-remote.ts';
import type { Collection } from '../../electron/main/qdrant/collection.ts';
import type { RemoteSearch } from '../../electron/main/qdrant/remote-search.ts';
import { RemoteSync } from '../../electron/main/qdrant/remote-sync.ts';
import type { SearchAnswer, SearchRequest } from '../../electron/main/search/search.ts';
import { qdrantSettingsSchema, type QdrantSettings } from '../../electron/shared/contract/settings.ts';
import type { FileId } from '../../electron/shared/ids.ts';
import { encodeBatch, type ReadBatch } from '../../electron/shared/reader-protocol.ts';
import { libraryThread } from '../../headless/paths.ts';
import { batchOf } from './library.ts';

/** The index of all test machines, unless a test says otherwise. */
export const IDENTITY = { provider: 'local', model: 'test/words', dimensions: 384, chunkerVersion: 1 };

/** What a test changes. */
export interface MachineOptions {
  readonly folder: string;
  readonly url: string;
  readonly name?: string;
  readonly apiKey?: string;
  readonly settings?: Partial<QdrantSettings>;
  readonly identity?: Partial<typeof IDENTITY>;
  /** How long a search waits for the server. */
  readonly searchTimeoutMs?: number;
  /** How long a server that failed is left alone. */
  readonly retry?: { readonly firstMs: number; readonly mostMs: number };
}

/** A machine. */
export class Machine {
  readonly library: Library;
  readonly collection: Collection;
  readonly sync: RemoteSync;
  readonly search: RemoteSearch;
  readonly index: number;
  readonly reports: string[] = [];
  private files = 0;

  static async open(options: MachineOptions): Promise<Machine> {
    const library = await openLibrary(join(options.folder, 'library.db'), libraryThread);
    const identity = { ...IDENTITY, ...options.identity };
    return new Machine(options, library, await library.write.ensureIndex(identity));
  }

  private constructor(options: MachineOptions, library: Library, index: number) {
    const { url, name = 'ana', apiKey, settings, identity, retry = { firstMs: 20, mostMs: 2_000 } } = options;
    const remote = {
      settings: qdrantSettingsSchema.parse({ url, machine: name, ...settings }),
      apiKey,
      identity: { ...IDENTITY, ...identity },
    };
    const { options: owner, collection } = openCollection(remote);
    this.library = library;
    this.index = index;
    this.collection = collection;
    this.search = openRemoteSearch(remote, library, options.searchTimeoutMs);
    this.sync = new RemoteSync({
      library,
      index: () => Promise.resolve(index),
      collection,
      owner,
      report: (what) => this.reports.push(what),
      retry,
    });
  }

  /** Reads a file in which texts were said, and embeds them. Returns the file: saying it again replaces it. */
  async say(
    conversation: string,
    texts: readonly string[],
    more: Partial<ReadBatch> & { readonly file?: FileId } = {},
  ): Promise<FileId> {
    const { file: given, ...batch } = more;
    const file = given ?? (await this.newFile());
    const encoded = encodeBatch(batchOf(conversation, texts.map(chunkLong), batch));
    const [outcome] = await this.library.write.commitBatches([{ file, batch: encoded, before: null }]);
    if (outcome?.ok !== true) throw new Error(`The library did not take it: ${JSON.stringify(outcome)}`);
    await this.embed();
    return file;
  }

  /** Embeds what has no vector. */
  async embed(): Promise<void> {
    for (;;) {
      const { texts } = await this.library.read.backlog(this.index, null, 1_000);
      if (texts.length === 0) return;
      await this.library.write.storeVectors(
        this.index,
        texts.map(({ id, text }) => ({ id, vector: vectorOf(text) })),
      );
    }
  }

  /** Searches the server; the beginnings of the texts that were found. */
  async find(query: string, more: Partial<SearchRequest> = {}): Promise<string[]> {
    const { hits } = await this.ask(query, more);
    return hits.map(({ text }) => text.split(' · ')[0] ?? '');
  }

  ask(query: string, more: Partial<SearchRequest> = {}): Promise<SearchAnswer> {
    const provider = { embedQuery: (text: string) => Promise.resolve(vectorOf(text)) };
    return this.search.search(
      { id: this.index, provider, coverage: 1 },
      { query, mode: 'hybrid', limit: 10, filter: {}, ...more },
      new AbortController().signal,
    );
  }

  /** Ends it; `open` with the same folder starts it again. */
  async close(): Promise<void> {
    await this.sync.stop();
    await this.library.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async newFile(): Promise<FileId> {
    this.files += 1;
    const path = `file-${this.files}-${Math.random()}`;
    await this.library.write.recordScan({ path, origin: 'added' }, [{ path, size: 1, modifiedAt: 1 }]);
    const pending = await this.library.write.pendingFiles(1_000);
    const file = pending.find((each) => each.path === path);
    if (!file) throw new Error('The library did not take the file.');
    return file.id;
  }
}

/** Each text is a chunk of its own: short ones would be packed together. */
export function chunkLong(text: string): string {
  return `${text} · ${'la '.repeat(120)}`;
}

/** A vector of norm 1 that depends on the words of a text, each of which points somewhere else. */
export function vectorOf(text: string, dimensions = IDENTITY.dimensions): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []) {
    const digest = hash('sha256', word, 'buffer');
    for (let at = 0; at < 8; at++) {
      const place = digest.readUInt16BE(at * 2) % dimensions;
      vector[place] = (vector[place] ?? 0) + ((digest[16 + at] ?? 0) % 2 === 0 ? 1 : -1);
    }
  }
  vector[0] = (vector[0] ?? 0) + 0.01;
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
