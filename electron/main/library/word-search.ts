/**
 * Scores chunks and whole conversations by the words of a query (BM25), over the lists of the full-text index.
 */
import type { ChunkTable } from './chunk-table.ts';
import type { Postings, PostingStore, QueryTerm } from './posting-store.ts';
import { TopList } from './top-list.ts';

/** How a score is made. Rank-neutral units: only differences within one search mean something. */
export interface WordWeights {
  /** BM25's saturation of repetitions, and how much length counts, for chunks and for conversations. */
  readonly chunk: { readonly k1: number; readonly b: number };
  readonly conversation: { readonly k1: number; readonly b: number };
  /** What a tool's call or result counts, compared with what was said. */
  readonly tool: number;
  /** What it counts that words stand near to each other, compared with that they stand there; 0: not looked at. */
  readonly proximity: number;
}

/** A text with its score: higher is better. */
export interface ScoredText {
  readonly textId: number;
  readonly score: number;
}

/** A conversation with its score. */
export interface ScoredConversation {
  readonly conversationId: number;
  readonly score: number;
}

/** A term of the query with what it weighs. */
export interface WeighedTerm extends QueryTerm {
  /** 1, or less for what was not asked for in so many words. */
  readonly weight: number;
}

/** What was found by word, best first. */
export interface WordResult {
  readonly texts: readonly ScoredText[];
  readonly conversations: readonly ScoredConversation[];
  /** Inverse document frequency over chunks, of each term that was found. */
  readonly rarity: ReadonlyMap<string, number>;
}

/** Texts of lists that aren't in memory, read in one search: about 0.3 ms a thousand. */
const COLD_TEXTS = 120_000;

/** Scores by words. Holds a score for every text and conversation between searches. */
export class WordSearch {
  private readonly postings: PostingStore;
  private readonly table: ChunkTable;
  private textScores = new Float32Array(0);
  private conversationScores = new Float32Array(0);
  private counts = new Float32Array(0);
  private conversationLengths = new Float32Array(0);
  private lengthsVersion = -1;
  private conversations = 0;
  private averageConversation = 1;
  private readonly later = new Map<string, QueryTerm>();

  constructor(postings: PostingStore, table: ChunkTable) {
    this.postings = postings;
    this.table = table;
  }

  /**
   * The best texts and conversations of those that `allowed` lets pass. Where lists of very common words are not in
   * memory yet, and rarer ones found something, they are left out of this search and read after it: `readLater`.
   */
  search(
    terms: readonly WeighedTerm[],
    weights: WordWeights,
    limit: number,
    allowed: (conversation: number) => boolean,
  ): WordResult {
    this.prepare(weights);
    const rarity = new Map<string, number>();
    const touched: number[] = [];
    const touchedConversations: number[] = [];
    for (const term of this.affordable(terms)) {
      const list = this.postings.read(term, this.table.version);
      if (list.texts.length === 0) continue;
      rarity.set(term.term, this.addTexts(list, term.weight, weights, touched));
      this.addConversations(list, term.weight, weights, touchedConversations);
    }
    const texts = new TopList(Math.min(limit, touched.length));
    for (const text of touched) {
      const score = this.textScores[text] ?? 0;
      this.textScores[text] = 0;
      if (this.table.conversationsOf(text).some(allowed)) texts.add(text, score);
    }
    const conversations = new TopList(Math.min(limit, touchedConversations.length));
    for (const conversation of touchedConversations) {
      const score = this.conversationScores[conversation] ?? 0;
      this.conversationScores[conversation] = 0;
      if (allowed(conversation)) conversations.add(conversation, score);
    }
    return {
      texts: texts.sorted().map(({ id, score }) => ({ textId: id, score })),
      conversations: conversations.sorted().map(({ id, score }) => ({ conversationId: id, score })),
      rarity,
    };
  }

  /** Whether lists wait to be read. */
  get waiting(): boolean {
    return this.later.size > 0;
  }

  /** Reads one of the lists that the searches so far left out. */
  readLater(): void {
    const next = this.later.values().next().value;
    if (!next) return;
    this.later.delete(next.term);
    this.postings.read(next, this.table.version);
  }

  /** The terms in the order of how rare they are, as far as their lists can be had in time. */
  private affordable(terms: readonly WeighedTerm[]): WeighedTerm[] {
    const counted = terms
      .map((term) => ({ term, ...this.postings.count(term.term, this.table.version) }))
      .filter(({ texts }) => texts > 0)
      .sort((a, b) => a.texts - b.texts);
    let cold = 0;
    return counted.flatMap(({ term, texts, cached }, rank) => {
      if (!cached) cold += texts;
      if (cached || rank === 0 || cold <= COLD_TEXTS) return [term];
      this.later.set(term.term, term);
      return [];
    });
  }

  private addTexts(
    { texts, counts }: Postings,
    weight: number,
    { chunk, tool }: WordWeights,
    touched: number[],
  ): number {
    const { table, textScores } = this;
    const rarity = inverseFrequency(texts.length, table.texts);
    const average = table.tokens / Math.max(1, table.texts) || 1;
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] ?? 0;
      if (table.conversation(text) === 0) continue;
      const count = counts[at] ?? 0;
      const norm = chunk.k1 * (1 - chunk.b + (chunk.b * table.length(text)) / average);
      const score = (weight * rarity * count * (chunk.k1 + 1)) / (count + norm);
      const before = textScores[text] ?? 0;
      if (before === 0) touched.push(text);
      textScores[text] = before + (table.isTool(text) ? score * tool : score);
    }
    return rarity;
  }

  private addConversations(
    { texts, counts }: Postings,
    weight: number,
    { conversation: { k1, b }, tool }: WordWeights,
    touched: number[],
  ): void {
    const { table, counts: sums } = this;
    const holding: number[] = [];
    const add = (conversation: number, count: number): void => {
      const before = sums[conversation] ?? 0;
      if (before === 0) holding.push(conversation);
      sums[conversation] = before + count;
    };
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] ?? 0;
      const conversation = table.conversation(text);
      if (conversation === 0) continue;
      const count = (counts[at] ?? 0) * (table.isTool(text) ? tool : 1);
      if (conversation > 0) add(conversation, count);
      else for (const each of table.conversationsOf(text)) add(each, count);
    }
    const rarity = inverseFrequency(holding.length, this.conversations);
    for (const conversation of holding) {
      const count = sums[conversation] ?? 0;
      sums[conversation] = 0;
      const length = this.conversationLengths[conversation] ?? 0;
      const norm = k1 * (1 - b + (b * length) / this.averageConversation);
      const before = this.conversationScores[conversation] ?? 0;
      if (before === 0) touched.push(conversation);
      this.conversationScores[conversation] = before + (weight * rarity * count * (k1 + 1)) / (count + norm);
    }
  }

  /** Makes room for every text and conversation, and sums up the conversations' lengths where they have changed. */
  private prepare({ tool }: WordWeights): void {
    const { table } = this;
    if (this.lengthsVersion === table.version) return;
    this.lengthsVersion = table.version;
    const texts = table.maxText + 1;
    if (this.textScores.length < texts) this.textScores = new Float32Array(Math.ceil(texts * 1.25));
    const size = table.maxConversation + 1;
    if (this.counts.length < size) {
      const capacity = Math.ceil(size * 1.25);
      this.counts = new Float32Array(capacity);
      this.conversationScores = new Float32Array(capacity);
      this.conversationLengths = new Float32Array(capacity);
    }
    this.conversationLengths.fill(0);
    table.forEach((text, conversation) => {
      const length = table.length(text) * (table.isTool(text) ? tool : 1);
      this.conversationLengths[conversation] = (this.conversationLengths[conversation] ?? 0) + length;
    });
    this.conversations = 0;
    let total = 0;
    for (const length of this.conversationLengths) {
      if (length === 0) continue;
      this.conversations += 1;
      total += length;
    }
    this.averageConversation = total / Math.max(1, this.conversations) || 1;
  }
}

/** BM25's, which is positive also for what half of all hold. */
function inverseFrequency(holding: number, all: number): number {
  return Math.log(1 + (Math.max(0, all - holding) + 0.5) / (holding + 0.5));
}
