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
  /** What others than the user said counts, compared with what the user said: more than 0; 1: the same. */
  readonly others: number;
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

/** With more texts a list is worth a look at whether all of them are needed. */
const LONG = 20_000;

/** Texts of lists that aren't in memory, read in one search: about 0.3 ms a thousand. */
const COLD_TEXTS = 120_000;

/** Scores by words. Holds a score for every text and conversation between searches. */
export class WordSearch {
  private readonly postings: PostingStore;
  private readonly table: ChunkTable;
  private readonly long: number;
  private textScores = new Float32Array(0);
  /** The texts that have a score, `touchedCount` of them. */
  private touched = new Int32Array(0);
  private touchedCount = 0;
  private conversationScores = new Float32Array(0);
  private counts = new Float32Array(0);
  private conversationLengths = new Float32Array(0);
  private lengthsVersion = -1;
  private conversations = 0;
  private averageConversation = 1;
  private readonly later = new Map<string, QueryTerm>();

  /** Of lists of more than `long` texts only what is needed for the best is added up. */
  constructor(postings: PostingStore, table: ChunkTable, long = LONG) {
    this.postings = postings;
    this.table = table;
    this.long = long;
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
    const passes = (text: number): boolean => {
      const conversation = this.table.conversation(text);
      return conversation > 0
        ? allowed(conversation)
        : conversation < 0 && this.table.conversationsOf(text).some(allowed);
    };
    const rarity = new Map<string, number>();
    const touchedConversations: number[] = [];
    const lists = this.affordable(terms);
    // What a text can still get at most, from this term on.
    let left = lists.reduce((sum, { term, texts }) => sum + this.most(term, texts, weights), 0);
    for (const { term, texts } of lists) {
      const list = this.postings.read(term, this.table.version);
      const known = list.texts.length > this.long && this.worst(limit, passes) > left;
      left -= this.most(term, texts, weights);
      if (list.texts.length === 0) continue;
      rarity.set(term.term, inverseFrequency(list.texts.length, this.table.texts));
      this.addList(list, term.weight, weights, known, touchedConversations);
    }
    const texts = new TopList(Math.min(limit, this.touchedCount));
    for (let at = 0; at < this.touchedCount; at++) {
      const text = this.touched[at] ?? 0;
      const score = this.textScores[text] ?? 0;
      this.textScores[text] = 0;
      if (score >= texts.least && passes(text)) texts.add(text, score);
    }
    this.touchedCount = 0;
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
  private affordable(
    terms: readonly WeighedTerm[],
  ): { readonly term: WeighedTerm; readonly texts: number }[] {
    const counted = terms
      .map((term) => ({ term, ...this.postings.count(term.term, this.table.version) }))
      .filter(({ texts }) => texts > 0)
      .sort((a, b) => a.texts - b.texts);
    let cold = 0;
    return counted.flatMap(({ term, texts, cached }, rank) => {
      if (!cached) cold += texts;
      if (cached || rank === 0 || cold <= COLD_TEXTS) return [{ term, texts }];
      this.later.set(term.term, term);
      return [];
    });
  }

  /** What a text can get from a term at most. */
  private most(term: WeighedTerm, texts: number, { chunk }: WordWeights): number {
    return term.weight * inverseFrequency(texts, this.table.texts) * (chunk.k1 + 1);
  }

  /** The lowest score of the best `limit` texts so far, or 0 where there are fewer. */
  private worst(limit: number, passes: (text: number) => boolean): number {
    if (this.touchedCount < limit) return 0;
    const best = new TopList(limit);
    for (let at = 0; at < this.touchedCount; at++) {
      const text = this.touched[at] ?? 0;
      const score = this.textScores[text] ?? 0;
      if (score >= best.least && passes(text)) best.add(text, score);
    }
    return Math.max(0, best.least);
  }

  /**
   * Adds what a term gives to texts and conversations. With `known`, texts without a score yet get none: those that
   * have only this term and commoner ones can't be among the best any more.
   */
  private addList(
    { texts, counts }: Postings,
    weight: number,
    { chunk, conversation: { k1, b }, tool, others }: WordWeights,
    known: boolean,
    touchedConversations: number[],
  ): void {
    const { table, textScores, touched, counts: sums } = this;
    const { conversations, lengths, tools, own } = table.columns;
    const perPercent = (1 - others) / 100;
    const gain = weight * inverseFrequency(texts.length, table.texts) * (chunk.k1 + 1);
    const plain = chunk.k1 * (1 - chunk.b);
    const perToken = (chunk.k1 * chunk.b) / (table.tokens / Math.max(1, table.texts) || 1);
    const holding: number[] = [];
    let touchedCount = this.touchedCount;
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] ?? 0;
      const conversation = conversations[text] ?? 0;
      if (conversation === 0) continue;
      const count = counts[at] ?? 0;
      const factor = (tools[text] === 1 ? tool : 1) * (others + perPercent * (own[text] ?? 0));
      const before = textScores[text] ?? 0;
      if (before !== 0 || !known) {
        if (before === 0) touched[touchedCount++] = text;
        textScores[text] =
          before + (gain * count * factor) / (count + plain + perToken * (lengths[text] ?? 0));
      }
      if (conversation > 0) {
        const sum = sums[conversation] ?? 0;
        if (sum === 0) holding.push(conversation);
        sums[conversation] = sum + count * factor;
        continue;
      }
      for (const each of table.conversationsOf(text)) {
        const sum = sums[each] ?? 0;
        if (sum === 0) holding.push(each);
        sums[each] = sum + count * factor;
      }
    }
    this.touchedCount = touchedCount;
    const rarity = inverseFrequency(holding.length, this.conversations);
    for (const conversation of holding) {
      const count = sums[conversation] ?? 0;
      sums[conversation] = 0;
      const length = this.conversationLengths[conversation] ?? 0;
      const norm = k1 * (1 - b + (b * length) / this.averageConversation);
      const before = this.conversationScores[conversation] ?? 0;
      if (before === 0) touchedConversations.push(conversation);
      this.conversationScores[conversation] = before + (weight * rarity * count * (k1 + 1)) / (count + norm);
    }
  }

  /** Makes room for every text and conversation, and sums up the conversations' lengths where they have changed. */
  private prepare({ tool }: WordWeights): void {
    const { table } = this;
    if (this.lengthsVersion === table.version) return;
    this.lengthsVersion = table.version;
    const texts = table.maxText + 1;
    if (this.textScores.length < texts) {
      this.textScores = new Float32Array(Math.ceil(texts * 1.25));
      this.touched = new Int32Array(this.textScores.length);
    }
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
