/**
 * Finds candidates in the library by word, and says what was found. Which conversations they make is the business of
 * ../search. Remembers what it needs of the library, and brings that up to date before each search.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roles } from '../../shared/conversation.ts';
import type { Marks } from '../../shared/marks.ts';
import { ChunkTable } from './chunk-table.ts';
import { placeTexts, WIDER, type FoundText } from './found-texts.ts';
import { LibrarySnapshot } from './library-snapshot.ts';
import { MARK_COLUMNS, markColumns, marksOfRow } from './mark-store.ts';
import { searchableText } from './name-parts.ts';
import { PostingStore } from './posting-store.ts';
import { Proximity } from './proximity.ts';
import { FilterQueries, type SearchFilter } from './search-filter.ts';
import { query } from './statements.ts';
import { WordSearch, type ScoredConversation, type WeighedTerm, type WordWeights } from './word-search.ts';
import { WordTerms } from './word-terms.ts';

/** A word of the query: letters and digits only. */
export interface WeighedWord {
  readonly word: string;
  /** 1, or less for what was not asked for in so many words. */
  readonly weight: number;
  /** More letters of it may follow: where no text has the word as it is, those are found that have one it may become. */
  readonly unfinished?: boolean;
}

/** What was found by word, best first. */
export interface WordMatches {
  readonly texts: readonly FoundText[];
  readonly conversations: readonly ScoredConversation[];
  /** The words that stand anywhere, and how rare each is: the logarithm of how many chunks there are for one with it. */
  readonly rarity: readonly { readonly word: string; readonly rarity: number }[];
}

/** Where a text stands, with what a hit shows. */
export interface ChunkPlace {
  readonly textId: number;
  readonly conversationId: number;
  readonly format: string;
  readonly key: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly startedAt: number | null;
  readonly marks: Marks;
  /** False for a tool call or result. */
  readonly spoken: boolean;
  readonly text: string;
  /** The machines that hold it, where that is known; absent in a library: it is this machine's. */
  readonly machines?: readonly string[];
  readonly spans: readonly { readonly messageId: number; readonly end: number }[];
}

/** A message as a hit names it. */
export interface HitMessage {
  readonly id: number;
  readonly key: string;
  readonly role: (typeof roles)[number];
  readonly time: number | null;
  readonly path: string | null;
}

/** The best texts by word are read, to see how near to each other the words stand in them. */
export const READ = 50;

const spansColumn = z.array(z.int());
const placeRow = z
  .object({
    text_id: z.number(),
    conversation_id: z.number(),
    format: z.string(),
    key: z.string(),
    title: z.string().nullable(),
    project: z.string().nullable(),
    started_at: z.number().nullable(),
    spoken: z.number(),
    text: z.string(),
    spans: z.string(),
    ...markColumns,
  })
  .transform((row): ChunkPlace => {
    const flat = spansColumn.parse(JSON.parse(row.spans));
    const spans = [];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      spans.push({ messageId: flat[index] ?? 0, end: flat[index + 1] ?? 0 });
    }
    return {
      textId: row.text_id,
      conversationId: row.conversation_id,
      format: row.format,
      key: row.key,
      title: row.title,
      project: row.project,
      startedAt: row.started_at,
      marks: marksOfRow(row),
      spoken: row.spoken === 1,
      text: row.text,
      spans,
    };
  });
const messageRow = z.object({
  id: z.number(),
  key: z.string(),
  role: z.enum(roles),
  time: z.number().nullable(),
  path: z.string().nullable(),
});

/** Finds candidates. One search after the other. */
export class SearchStore {
  private readonly database: DatabaseSync;
  private readonly table: ChunkTable;
  private readonly postings: PostingStore;
  private readonly words: WordSearch;
  private readonly terms = new WordTerms();
  private readonly proximity = new Proximity(this.terms);
  private readonly snapshot: LibrarySnapshot;
  private readonly place;
  private readonly text;

  /** Makes temporary tables: the connection must still allow it. */
  constructor(database: DatabaseSync) {
    this.database = database;
    this.table = new ChunkTable(database);
    this.postings = new PostingStore(database);
    this.words = new WordSearch(this.postings, this.table);
    this.snapshot = new LibrarySnapshot(database);
    this.text = query(database, 'SELECT text FROM texts WHERE id = ?', z.object({ text: z.string() }));
    this.place = query(
      database,
      `SELECT c.text_id, c.conversation_id, v.format, v.key, v.title, v.project, v.started_at,
              c.ordinal IS NOT NULL AS spoken, t.text, c.spans, ${MARK_COLUMNS}
         FROM chunks c JOIN conversations v ON v.id = c.conversation_id JOIN texts t ON t.id = c.text_id
        WHERE c.text_id = ? AND c.conversation_id = ? ORDER BY c.id LIMIT 1`,
      placeRow,
    );
  }

  /** Loads what search keeps in memory, or brings it up to date; gives its bytes. A search does it by itself. */
  refresh(): number {
    this.snapshot.read((changed) => {
      if (changed) this.table.refresh();
    });
    return this.table.bytes + this.postings.bytes;
  }

  /** The best chunks and conversations by words. */
  byWord(
    words: readonly WeighedWord[],
    weights: WordWeights,
    filter: SearchFilter,
    limit: number,
  ): WordMatches {
    this.refresh();
    const terms = this.weighedTerms(words);
    const filtered = new FilterQueries(this.database, filter);
    for (let wanted = filtered.looksAtChunks ? limit * WIDER : limit; ; wanted *= WIDER) {
      const found = this.words.search(terms, weights, wanted, (conversation) =>
        filtered.passes(conversation),
      );
      const texts = placeTexts(found.texts, this.table, filtered);
      if (filtered.looksAtChunks && texts.length < limit && found.texts.length === wanted) continue;
      const passing = new Set(texts.map(({ conversationId }) => conversationId));
      return {
        texts: this.nearTogether(texts.slice(0, limit), found.rarity, weights),
        conversations: found.conversations
          .filter(({ conversationId }) => !filtered.looksAtChunks || passing.has(conversationId))
          .slice(0, limit),
        rarity: terms.flatMap(({ term, word }) => {
          const rarity = found.rarity.get(term);
          return rarity === undefined ? [] : [{ word, rarity }];
        }),
      };
    }
  }

  /** Does some of what the searches so far left for later, and says whether there is more. */
  workLater(): boolean {
    this.words.readLater();
    return this.words.waiting;
  }

  /** The chunks that hold texts in conversations. One that has gone meanwhile is left out. */
  places(found: readonly { readonly textId: number; readonly conversationId: number }[]): ChunkPlace[] {
    return found.flatMap(({ textId, conversationId }) => this.place.one(textId, conversationId) ?? []);
  }

  /** The messages with these ids, and the file that holds each. */
  messages(ids: readonly number[]): HitMessage[] {
    return query(
      this.database,
      `SELECT m.id, m.key, m.role, m.time, (SELECT path FROM files WHERE id = m.sort_file) AS path
         FROM messages m WHERE m.id IN (SELECT value FROM json_each(?))`,
      messageRow,
    ).all(JSON.stringify(ids));
  }

  /** The terms of words; a term that several words make counts once, for the weightiest. */
  private weighedTerms(words: readonly WeighedWord[]): WeighedTerm[] {
    const terms = new Map<string, WeighedTerm>();
    for (const { word, weight, unfinished } of words) {
      const own = this.terms.of(word);
      const completed = unfinished === true && !this.isKnown(own);
      for (const term of completed ? this.postings.completions(word) : own) {
        if ((terms.get(term)?.weight ?? 0) >= weight) continue;
        terms.set(term, { term, word, weight, ...(completed ? { completed } : {}) });
      }
    }
    return [...terms.values()];
  }

  /** Whether any text holds one of these terms. */
  private isKnown(terms: readonly string[]): boolean {
    return terms.some((term) => this.postings.count(term, this.table.version).texts > 0);
  }

  /** Lifts, of the best texts, those in which the words stand near to each other. */
  private nearTogether(
    texts: readonly FoundText[],
    rarity: ReadonlyMap<string, number>,
    { proximity, tool }: WordWeights,
  ): readonly FoundText[] {
    if (proximity === 0 || rarity.size < 2) return texts;
    const lifted = texts.map((found, rank) => {
      const text = rank < READ ? this.text.one(found.textId)?.text : undefined;
      if (text === undefined) return found;
      const near = this.proximity.of(searchableText(text), rarity) * proximity;
      return { ...found, score: found.score + (found.tool ? near * tool : near) };
    });
    return lifted.sort(
      (a, b) => b.score - a.score || a.textId - b.textId || a.conversationId - b.conversationId,
    );
  }
}
