/**
 * Finds candidates on a server, in the form in which the library gives them: one object a search. Points have ids of
 * their own here, numbered as they are found.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { NO_MARKS, type Marks } from '../../shared/marks.ts';
import type { FoundText } from '../library/found-texts.ts';
import type { MeaningCandidates, WordCandidates } from '../library/library.ts';
import { formatAndKey, type MarkedConversations } from '../library/mark-store.ts';
import type { SearchFilter } from '../library/search-filter.ts';
import type { FoundWords, ServedText } from '../library/found-words.ts';
import {
  READ,
  type ChunkPlace,
  type HitMessage,
  type WeighedWord,
  type WordMatches,
} from '../library/search-store.ts';
import { sparseQuery } from '../library/sparse-words.ts';
import type { WordWeights } from '../library/word-search.ts';
import type { QdrantConnection } from './connection.ts';
import { payloadFilter } from './payload-filter.ts';
import { MEANING, payloadSchema, WORDS, type Payload } from './point.ts';

/** The collection that is searched. */
export interface SearchedCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
  /** What its vectors are searched with. */
  readonly params: Schemas['SearchParams'];
  /** The terms of each of many words, as the points' were made. */
  readonly termsOf: (words: readonly string[]) => Promise<string[][]>;
  /** What words do in texts that were found by them. */
  readonly findWords: (texts: readonly ServedText[], words: readonly WeighedWord[]) => Promise<FoundWords>;
  /** The projects that a part of a path means. */
  readonly projectsWith: (part: string) => Promise<readonly string[]>;
  /** Which conversations the marks of a filter let pass, and the marks of each of many. */
  readonly passingMarks: (filter: SearchFilter) => Promise<MarkedConversations>;
  readonly marksOf: (conversations: readonly string[]) => Promise<readonly Marks[]>;
}

/**
 * Points of each list. What is ranked below them is no hit, where the embedded index ranks all that has a word: chosen
 * to be ten times the hits of a page, not measured.
 */
export const MOST_CANDIDATES = 200;

const conversationSchema = z.object({ conversation: z.string() });

/** What of a payload says whose words a text has, and which. */
const SPOKEN = { roles: ['spans[].role', 'spans[].end'], text: 'text' } as const;
const spokenSchema = z.object({
  text: z.string().optional(),
  spans: payloadSchema.shape.spans.element.pick({ role: true, end: true }).array().optional(),
});

const NOTHING_READ: FoundWords = { near: [], rarity: [] };

interface KnownPoint {
  readonly id: string;
  readonly number: number;
  readonly conversation: number;
}

/** The candidates of one search. */
export class QdrantCandidates implements WordCandidates, MeaningCandidates {
  private readonly collection: SearchedCollection;
  private readonly signal: AbortSignal;
  private readonly points = new Map<string, KnownPoint>();
  private readonly byNumber: KnownPoint[] = [];
  private readonly conversations = new Map<string, number>();
  private readonly messages: HitMessage[] = [];
  /** What is asked for by word, as soon as it is; null where nothing is. */
  private words: Promise<Schemas['QueryRequest'] | null> = Promise.resolve(null);
  /** How near what is found by word is, by id: it comes with what is nearest. */
  private readonly nearness = new Map<string, number>();

  constructor(collection: SearchedCollection, signal: AbortSignal) {
    this.collection = collection;
    this.signal = signal;
  }

  async byWord(
    words: readonly WeighedWord[],
    weights: WordWeights,
    filter: SearchFilter,
    limit: number,
  ): Promise<WordMatches> {
    this.words = this.wordQuery(words, filter, limit);
    const search = await this.words;
    if (!search) return { texts: [], conversations: [], rarity: [] };
    const whose = weights.others === 1 ? [] : SPOKEN.roles;
    const [points = [], read = []] = await this.query([
      { ...search, with_payload: ['conversation', ...whose] },
      ...(weights.proximity === 0 ? [] : [{ ...search, limit: READ, with_payload: [SPOKEN.text] }]),
    ]);
    const { texts, rarity } = await this.reread(points, read, words, weights);
    // The words of whole conversations are known to no server. The sum over those of its chunks that were found finds
    // less than none: docs/decisions/qdrant.md.
    return { texts, conversations: [], rarity };
  }

  async nearest(
    _index: number,
    vector: Float32Array,
    filter: SearchFilter,
    limit: number,
  ): Promise<FoundText[]> {
    const [conditions, words] = await Promise.all([this.conditions(filter), this.words]);
    const nearest = { ...this.byMeaning(vector), ...conditions, limit: Math.min(limit, MOST_CANDIDATES) };
    // Saves a request for what is found by word.
    const ofWords = words && {
      ...this.byMeaning(vector),
      prefetch: words,
      limit: words.limit ?? MOST_CANDIDATES,
      with_payload: false,
    };
    const [points = [], alsoByWord = []] = await this.query([nearest, ...(ofWords ? [ofWords] : [])]);
    for (const { id, score } of alsoByWord) this.nearness.set(String(id), score);
    return this.take(points).sort(nearestFirst);
  }

  /** What was found by word has passed the filter. */
  async cosines(
    _index: number,
    vector: Float32Array,
    _filter: SearchFilter,
    texts: readonly number[],
  ): Promise<FoundText[]> {
    const points = texts.flatMap((number) => this.byNumber[number] ?? []);
    const known = points.flatMap(({ id, number: textId, conversation: conversationId }) => {
      const score = this.nearness.get(id);
      return score === undefined ? [] : [{ textId, conversationId, score, tool: false }];
    });
    const ids = points.flatMap(({ id }) => (this.nearness.has(id) ? [] : [id]));
    if (ids.length === 0) return known.sort(nearestFirst);
    const among = { filter: { must: [{ has_id: ids }] }, limit: ids.length, with_payload: false };
    const [others = []] = await this.query([{ ...this.byMeaning(vector), ...among }]);
    return [...known, ...this.take(others)].sort(nearestFirst);
  }

  async places(found: readonly Pick<FoundText, 'textId' | 'conversationId'>[]): Promise<ChunkPlace[]> {
    const wanted = found.flatMap(({ textId }) => this.byNumber[textId] ?? []);
    if (wanted.length === 0) return [];
    const { connection, name } = this.collection;
    const records = await connection.ask(
      (client) =>
        client.retrieve(name, { ids: wanted.map(({ id }) => id), with_payload: true, with_vector: false }),
      this.signal,
    );
    const known = records.flatMap(({ id, payload }) => {
      const point = this.points.get(String(id));
      const parsed = payloadSchema.safeParse(payload);
      return point && parsed.success ? [{ point, payload: parsed.data }] : [];
    });
    const marks = await this.collection.marksOf(known.map(({ payload }) => payload.conversation));
    return known.map(({ point, payload }, at) => this.place(point, payload, marks[at] ?? NO_MARKS));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a promise, as the library gives one
  async hitMessages(ids: readonly number[]): Promise<HitMessage[]> {
    return ids.flatMap((id) => this.messages[id] ?? []);
  }

  private async wordQuery(
    words: readonly WeighedWord[],
    filter: SearchFilter,
    limit: number,
  ): Promise<Schemas['QueryRequest'] | null> {
    const [terms, conditions] = await Promise.all([
      this.collection.termsOf(words.map(({ word }) => word)),
      this.conditions(filter),
    ]);
    const query = sparseQuery(
      words.flatMap(({ weight }, at) => (terms[at] ?? []).map((term) => ({ term, weight }))),
    );
    if (query.indices.length === 0) return null;
    return { query, using: WORDS, ...conditions, limit: Math.min(limit, MOST_CANDIDATES) };
  }

  /**
   * What was found by word, as the library ranks it: by whose words they are, and by how near they stand in the best of
   * them, which were `read`.
   */
  private async reread(
    points: readonly Schemas['ScoredPoint'][],
    read: readonly Schemas['ScoredPoint'][],
    words: readonly WeighedWord[],
    { others, proximity }: WordWeights,
  ): Promise<Pick<WordMatches, 'texts' | 'rarity'>> {
    const { findWords } = this.collection;
    const served = read.map(({ score, payload }) => ({
      score,
      text: spokenSchema.parse(payload).text ?? '',
    }));
    const { near, rarity } = served.length === 0 ? NOTHING_READ : await findWords(served, words);
    const lifts = new Map(read.map(({ id }, at) => [id, proximity * (near[at] ?? 0)]));
    const weighed = points.map((point) => {
      const own = others === 1 ? 1 : others + (1 - others) * shareOfUser(point.payload);
      return { ...point, score: point.score * own + (lifts.get(point.id) ?? 0) };
    });
    return { texts: this.take(weighed).sort(nearestFirst), rarity };
  }

  private byMeaning(vector: Float32Array): Schemas['QueryRequest'] {
    return { query: [...vector], using: MEANING, params: this.collection.params };
  }

  private place({ number, conversation }: KnownPoint, payload: Payload, marks: Marks): ChunkPlace {
    const [format, key] = formatAndKey(payload.conversation);
    return {
      textId: number,
      conversationId: conversation,
      format,
      key,
      marks,
      title: payload.title,
      project: payload.project,
      startedAt: payload.startedAt,
      spoken: true,
      text: payload.text,
      machines: payload.machines,
      spans: payload.spans.map(({ message, role, time, end }) => {
        const id = this.messages.length;
        this.messages.push({ id, key: message, role, time, path: payload.path });
        return { messageId: id, end };
      }),
    };
  }

  private async conditions(filter: SearchFilter): Promise<{ filter?: Schemas['Filter'] }> {
    const [projects, marked] = await Promise.all([
      filter.project === undefined ? null : this.collection.projectsWith(filter.project),
      this.collection.passingMarks(filter),
    ]);
    const meant = payloadFilter(filter, { projects, marked });
    return meant ? { filter: meant } : {};
  }

  private async query(searches: Schemas['QueryRequest'][]): Promise<Schemas['ScoredPoint'][][]> {
    const { connection, name } = this.collection;
    const withPayload = searches.map((search) => ({ with_payload: ['conversation'], ...search }));
    const answers = await connection.ask(
      (client) => client.queryBatch(name, { searches: withPayload }),
      this.signal,
    );
    return answers.map(({ points }) => points);
  }

  private take(points: readonly Schemas['ScoredPoint'][]): FoundText[] {
    return points.flatMap(({ id, score, payload }) => {
      const known = this.points.get(String(id)) ?? this.meet(String(id), payload);
      if (!known) return [];
      return [{ textId: known.number, conversationId: known.conversation, score, tool: false }];
    });
  }

  /** Numbers a point that is found for the first time. */
  private meet(id: string, payload: unknown): KnownPoint | undefined {
    const parsed = conversationSchema.safeParse(payload);
    if (!parsed.success) return undefined;
    const key = parsed.data.conversation;
    const conversation = this.conversations.get(key) ?? this.conversations.size + 1;
    this.conversations.set(key, conversation);
    const point = { id, number: this.byNumber.length, conversation };
    this.points.set(id, point);
    this.byNumber.push(point);
    return point;
  }
}

/** How much of a text is the user's, 0 to 1. */
function shareOfUser(payload: unknown): number {
  const { spans = [] } = spokenSchema.parse(payload);
  let start = 0;
  let own = 0;
  for (const { role, end } of spans) {
    if (role === 'user') own += end - start;
    start = end;
  }
  return start === 0 ? 0 : own / start;
}

function nearestFirst(a: FoundText, b: FoundText): number {
  return b.score - a.score || a.textId - b.textId;
}
