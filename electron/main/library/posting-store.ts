/**
 * Which texts hold a term, and how often: read from the full-text index, the longest lists kept in memory.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { NumberList } from './chunk-table.ts';
import { query } from './statements.ts';

/** A term of the full-text index, and the word of a query that it was made of. */
export interface QueryTerm {
  readonly term: string;
  /** Letters and digits only. */
  readonly word: string;
  /** The term is one that the word may become: the word itself doesn't find it. */
  readonly completed?: true;
}

/** Texts in ascending order of their ids, and how often each holds the term (255 at most). */
export interface Postings {
  readonly texts: Int32Array;
  readonly counts: Uint8Array;
}

/** Memory for lists that were read, in bytes. */
const CACHE_BYTES = 96 * 2 ** 20;

/** A list of fewer texts is read again rather than brought up to date. */
const SHORT = 4_096;

/** A shorter beginning of a word could become too many words to say anything. */
const LEAST_LETTERS = 3;
/** Terms that begin like a word, as far as they are looked at, and of those the most frequent that are taken. */
const COMPARED = 64;
const COMPLETIONS = 8;
/** English stems are shorter than their words by no more than this, and at least so long. */
const LONGEST_ENDING = 6;
const LEAST_STEM = 4;

interface Cached {
  postings: Postings;
  /** Changes that it knows of. */
  version: number;
}

const listRow = z.object({ list: z.string().nullable() });

/** Lists of texts by term. */
export class PostingStore {
  private readonly instances;
  private readonly newer;
  private readonly frequency;
  private readonly beginning;
  private readonly cache = new Map<string, Cached>();
  private cachedBytes = 0;

  /** Makes temporary tables: the connection must still allow it. */
  constructor(database: DatabaseSync) {
    database.exec(`
      CREATE VIRTUAL TABLE temp.word_instances USING fts5vocab (main, words, instance);
      CREATE VIRTUAL TABLE temp.word_rows USING fts5vocab (main, words, row);
    `);
    // One string of ids, a text repeated as often as it holds the term: several times cheaper than a row each.
    this.instances = query(
      database,
      'SELECT group_concat(doc) AS list FROM temp.word_instances WHERE term = ?',
      listRow,
    );
    this.newer = query(
      database,
      'SELECT group_concat(rowid) AS list FROM words WHERE words MATCH ? AND rowid > ?',
      listRow,
    );
    this.frequency = query(
      database,
      'SELECT doc FROM temp.word_rows WHERE term = ?',
      z.object({ doc: z.int() }),
    );
    this.beginning = query(
      database,
      `SELECT term, doc FROM temp.word_rows WHERE term >= ? AND term < ? LIMIT ${COMPARED}`,
      z.object({ term: z.string(), doc: z.int() }),
    );
  }

  /**
   * Terms that a word may become when more of it is typed: those that begin with it, the most frequent first. Terms are
   * stems, so the word may have grown past its own already ("authenticat" is found as "authent"): where none begins with
   * it, the longest that it begins with.
   */
  completions(word: string): readonly string[] {
    // As the full-text index writes them.
    const letters = Array.from(word.normalize('NFD').replace(/\p{M}/gu, ''));
    const beginning = letters.join('');
    if (letters.length < LEAST_LETTERS) return [];
    const longer = this.beginning.all(beginning, `${beginning}\u{10ffff}`);
    if (longer.length > 0) {
      return longer
        .sort((a, b) => b.doc - a.doc)
        .slice(0, COMPLETIONS)
        .map(({ term }) => term);
    }
    for (
      let length = letters.length - 1;
      length >= Math.max(LEAST_STEM, letters.length - LONGEST_ENDING);
      length--
    ) {
      const stem = letters.slice(0, length).join('');
      if (this.frequency.one(stem)) return [stem];
    }
    return [];
  }

  /** Bytes of the lists that are kept. */
  get bytes(): number {
    return this.cachedBytes;
  }

  /** How many texts hold a term, and whether its list is in memory. `version` as in `read`. */
  count(term: string, version: number): { readonly texts: number; readonly cached: boolean } {
    const cached = this.cache.get(term);
    if (cached && (cached.version === version || cached.postings.texts.length >= SHORT))
      return { texts: cached.postings.texts.length, cached: true };
    return { texts: this.frequency.one(term)?.doc ?? 0, cached: false };
  }

  /**
   * The texts that hold a term. `version` counts the library's changes: a long list from before is completed with
   * the texts that came after it, each as if it held the term once. Texts that have gone may still be in it.
   */
  read({ term, word, completed }: QueryTerm, version: number): Postings {
    const cached = this.cache.get(term);
    if (cached && cached.version !== version && cached.postings.texts.length >= SHORT && !completed) {
      const newer = this.newer.one(`"${word}"`, cached.postings.texts.at(-1) ?? 0);
      this.keep(term, complete(cached.postings, newer?.list ?? ''), version);
    }
    const known = this.cache.get(term);
    if (known?.version === version) {
      // The last one used is the last one to go.
      this.cache.delete(term);
      this.cache.set(term, known);
      return known.postings;
    }
    const postings = parse(this.instances.one(term)?.list ?? '');
    this.keep(term, postings, version);
    return postings;
  }

  private keep(term: string, postings: Postings, version: number): void {
    const old = this.cache.get(term);
    if (old) this.cachedBytes -= bytesOf(old.postings);
    this.cache.delete(term);
    this.cache.set(term, { postings, version });
    this.cachedBytes += bytesOf(postings);
    for (const [oldest, { postings: dropped }] of this.cache) {
      if (this.cachedBytes <= CACHE_BYTES || oldest === term) break;
      this.cache.delete(oldest);
      this.cachedBytes -= bytesOf(dropped);
    }
  }
}

function bytesOf({ texts, counts }: Postings): number {
  return texts.byteLength + counts.byteLength + 64;
}

function complete(known: Postings, newer: string): Postings {
  if (newer === '') return known;
  const added = parse(newer);
  const texts = new Int32Array(known.texts.length + added.texts.length);
  texts.set(known.texts);
  texts.set(added.texts, known.texts.length);
  const counts = new Uint8Array(texts.length);
  counts.set(known.counts);
  counts.set(added.counts, known.counts.length);
  return { texts, counts };
}

function parse(list: string): Postings {
  let texts = new Int32Array(256);
  let counts = new Uint8Array(256);
  let size = 0;
  let last = -1;
  const numbers = new NumberList(list);
  while (numbers.more) {
    const text = numbers.next();
    if (text === last) {
      if ((counts[size - 1] ?? 0) < 255) counts[size - 1] = (counts[size - 1] ?? 0) + 1;
      continue;
    }
    if (size === texts.length) {
      const moreTexts = new Int32Array(size * 2);
      moreTexts.set(texts);
      texts = moreTexts;
      const moreCounts = new Uint8Array(size * 2);
      moreCounts.set(counts);
      counts = moreCounts;
    }
    texts[size] = text;
    counts[size] = 1;
    size += 1;
    last = text;
  }
  return { texts: texts.slice(0, size), counts: counts.slice(0, size) };
}
