/**
 * Finds candidates in the library by their vectors. On a thread of its own, so that it looks while the words are looked
 * for; see docs/decisions/search-at-scale.md.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ChunkTable } from './chunk-table.ts';
import { placeTexts, WIDER, type FoundText } from './found-texts.ts';
import { LibrarySnapshot } from './library-snapshot.ts';
import { formatAndKey } from './mark-store.ts';
import { FilterQueries, type SearchFilter } from './search-filter.ts';
import { query } from './statements.ts';
import { VectorSearch } from './vector-search.ts';

/** Texts that are chosen by their signs, in a library and in a large one: what is then found is in the same document. */
const WEIGHED = 2_700;
const WEIGHED_OF_MANY = 4_096;
const MANY = 250_000;

/** Texts whose floats are compared at the least, chosen of those: as many as a search asks for. */
const LEAST_COMPARED = 1_000;

/** Texts whose floats are compared with the middle of a conversation. */
const COMPARED_WITH_CONVERSATION = 2_048;

/** Chunks of a conversation whose middle is what others are compared with: its first ones. */
const CHUNKS_OF_CONVERSATION = 500;

/** Finds candidates. One search after the other. */
export class MeaningStore {
  private readonly database: DatabaseSync;
  private readonly snapshot: LibrarySnapshot;
  private readonly table: ChunkTable;
  private readonly indexes = new Map<number, VectorSearch>();

  constructor(database: DatabaseSync) {
    this.database = database;
    this.snapshot = new LibrarySnapshot(database);
    this.table = new ChunkTable(database);
  }

  /**
   * Loads what a search of `index` keeps in memory, or brings it up to date; gives its bytes. A search does it by itself.
   */
  refresh(index: number): number {
    return this.current(index).bytes + this.table.bytes;
  }

  /** The chunks nearest to `vector`, best first; the score is the cosine. */
  nearest(index: number, vector: Float32Array, filter: SearchFilter, limit: number): FoundText[] {
    const vectors = this.current(index);
    const filtered = new FilterQueries(this.database, filter);
    const allowed = filtered.passesAll
      ? null
      : (text: number) => this.table.conversationsOf(text).some((each) => filtered.passes(each));
    const weighed = vectors.count > MANY ? WEIGHED_OF_MANY : WEIGHED;
    // Where chunks of some roles are left out, more texts are needed than are asked for.
    for (
      let wanted = filtered.looksAtChunks ? Math.max(limit, weighed) : Math.max(limit, LEAST_COMPARED);
      ;
      wanted *= WIDER
    ) {
      const widely = { limit: wanted, weighed: Math.max(wanted, weighed) };
      const texts = placeTexts(vectors.search(vector, widely, allowed), this.table, filtered);
      if (filtered.looksAtChunks && texts.length < limit && wanted < vectors.count) continue;
      return texts.slice(0, limit);
    }
  }

  /** The chunks of these texts that pass the filter, with their cosines, best first. Those without a vector are left out. */
  cosines(index: number, vector: Float32Array, filter: SearchFilter, texts: readonly number[]): FoundText[] {
    const found = this.current(index).cosines(vector, texts);
    return placeTexts(found, this.table, new FilterQueries(this.database, filter));
  }

  /**
   * The chunks of other conversations that are nearest to the middle of a conversation's, by the vectors that are
   * stored: none where it has none, undefined where there is no such conversation.
   */
  similarTo(index: number, id: string, limit: number): FoundText[] | undefined {
    const own = query(
      this.database,
      'SELECT id FROM conversations WHERE format = ? AND key = ?',
      z.object({ id: z.int() }),
    ).one(...formatAndKey(id))?.id;
    if (own === undefined) return undefined;
    const texts = query(
      this.database,
      'SELECT DISTINCT text_id FROM chunks WHERE conversation_id = ? AND ordinal IS NOT NULL ORDER BY ordinal LIMIT ?',
      z.object({ text_id: z.int() }),
    ).all(own, CHUNKS_OF_CONVERSATION);
    const vectors = this.current(index);
    const middle = vectors.middle(texts.map(({ text_id: text }) => text));
    if (!middle) return [];
    const filtered = new FilterQueries(this.database, {});
    const another = (conversation: number): boolean => conversation !== own && filtered.passes(conversation);
    const widely = { limit: COMPARED_WITH_CONVERSATION, weighed: WEIGHED };
    const found = vectors.search(middle, widely, (text) => this.table.conversationsOf(text).some(another));
    return placeTexts(found, this.table, filtered)
      .filter(({ conversationId }) => conversationId !== own)
      .slice(0, limit);
  }

  private current(index: number): VectorSearch {
    const known = this.indexes.get(index);
    const vectors = known ?? new VectorSearch(this.database, index);
    this.indexes.set(index, vectors);
    this.snapshot.read((changed) => {
      if (changed) this.table.refresh();
      if (changed) for (const each of this.indexes.values()) each.refresh();
      else if (!known) vectors.refresh();
    });
    return vectors;
  }
}
