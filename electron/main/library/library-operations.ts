/**
 * What can be asked of the library, by the connection that answers it. The threads run these; the client's types
 * are derived from them.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Kept } from '../../shared/copier-protocol.ts';
import type { Failure } from '../../shared/errors.ts';
import type { FileVersion } from '../../shared/file-version.ts';
import type { FileId } from '../../shared/ids.ts';
import type { MarksChange } from '../../shared/marks.ts';
import type { SavedSearch } from '../../shared/saved-search.ts';
import type { CallEnd, MaskCounts, OpenedCall } from '../embedding/voyage/account.ts';
import type { Consent } from '../embedding/voyage/consent.ts';
import { AccountStore } from './account-store.ts';
import { BrowseStore } from './browse-store.ts';
import { BatchStore, type FileBatch } from './batch-store.ts';
import { ConversationStore, type MarkList } from './conversation-store.ts';
import { CopyStore, type WantedFiles } from './copy-store.ts';
import { ExportStore, type ExportCursor } from './export-store.ts';
import type { LeftOut } from './left-out.ts';
import { listFailures, listSkipped } from './failure-store.ts';
import { mentionsOf } from './file-mentions.ts';
import type { FoundText } from './found-texts.ts';
import { FileStore, type FilePlace, type ScannedFile, type SourceRow } from './file-store.ts';
import { findWords, type ServedText } from './found-words.ts';
import { countFacets } from './found-facets.ts';
import { countLibrary, listFailedFiles } from './library-counts.ts';
import { MarkStore } from './mark-store.ts';
import { MeaningStore } from './meaning-store.ts';
import { Proximity } from './proximity.ts';
import { RemoteBacklog } from './remote-backlog.ts';
import { RemoteStore, type SentPoint, type ToldConversation } from './remote-store.ts';
import type { SearchFilter } from './search-filter.ts';
import { SearchStore, type WeighedWord } from './search-store.ts';
import { SourceStore, type SourceLook } from './source-store.ts';
import { VectorStore, type BacklogCursor, type EmbeddingResult, type IndexIdentity } from './vector-store.ts';
import type { VectorForm } from './vector-codec.ts';
import type { WordWeights } from './word-search.ts';
import { WordTerms } from './word-terms.ts';

/** Operations of the one connection that writes. */
export function writerOperations(database: DatabaseSync) {
  const batches = new BatchStore(database);
  const files = new FileStore(database);
  const vectors = new VectorStore(database);
  const sources = new SourceStore(database);
  const marks = new MarkStore(database);
  const copies = new CopyStore(database);
  const remotes = new RemoteStore(database);
  const accounts = new AccountStore(database);
  return {
    commitBatches: (group: readonly FileBatch[]) => batches.commit(group),
    recordScan: (source: { path: string; origin: SourceRow['origin'] }, found: readonly ScannedFile[]) =>
      files.recordScan(source, found),
    pendingFiles: (limit: number, after: FilePlace | null = null) => files.pending(limit, after),
    grownFiles: (limit: number) => files.grown(limit),
    pendingFile: (file: FileId) => files.pendingFile(file),
    finishEmptyFile: (file: FileId) => files.finishEmpty(file),
    leaveFile: (file: FileId) => files.leave(file),
    failFile: (file: FileId, failure: Failure) => files.fail(file, failure),
    vanishFile: (file: FileId) => files.vanish(file),
    findSource: (path: string) => sources.find(path),
    keptSources: () => sources.kept(),
    keepSource: (path: string, origin: 'discovered' | 'added') => sources.keep(path, origin),
    pauseSource: (id: number, paused: boolean) => sources.setPaused(id, paused),
    removeSource: (id: number, purge: boolean) => sources.remove(id, purge),
    reconcileSource: (id: number, look: SourceLook) => sources.reconcile(id, look),
    retryFailedFiles: () => sources.retryFailed(),
    purgingFiles: (limit: number) => sources.purgingFiles(limit),
    purgeFile: (file: FileId) => batches.purgeFile(file),
    endPurging: () => sources.endPurging(),
    ensureIndex: (identity: IndexIdentity) => vectors.ensureIndex(identity),
    beginCopy: (file: FileId) => copies.begin(file),
    storeCopy: (copy: number, version: FileVersion, kept: Kept) => copies.store(copy, version, kept),
    storeVectors: (
      index: number,
      results: readonly EmbeddingResult[],
      receipts: readonly number[] = [],
      form: VectorForm = 'float',
    ) => vectors.store(index, results, receipts, form),
    removeIndex: (index: number) => vectors.remove(index),
    loseOpenCalls: () => accounts.loseOpenCalls(),
    consent: (consent: Consent) => accounts.consent(consent),
    ...accountOperations(database),
    retryQuarantined: (index: number) => vectors.retryQuarantined(index),
    changeMarks: (id: string, change: MarksChange) => marks.change(id, change),
    saveSearch: (search: SavedSearch) => marks.saveSearch(search),
    removeSearch: (name: string) => marks.removeSearch(name),
    ensureRemote: (index: number, born: string, url: string) => remotes.ensure(index, born, url),
    noteSent: (remote: number, points: readonly SentPoint[], told: readonly ToldConversation[]) =>
      remotes.noteSent(remote, points, told),
    noteTold: (remote: number, told: readonly ToldConversation[]) => remotes.noteTold(remote, told),
    noteRemoved: (remote: number, points: readonly Uint8Array[]) => remotes.noteRemoved(remote, points),
    beginComparison: () => remotes.beginComparison(),
    seenPoints: (points: readonly Uint8Array[]) => remotes.seen(points),
    endComparison: (remote: number) => remotes.endComparison(remote),
    unknownPoints: (remote: number, after: Uint8Array | null, limit: number) =>
      remotes.unknownPoints(remote, after, limit),
    noteUnknown: (remote: number, points: readonly { point: Uint8Array; conversation: string }[]) =>
      remotes.noteUnknown(remote, points),
  };
}

/**
 * Operations of a connection that keeps the account of calls and nothing else: for queries of a program that reads
 * a library which another one may be writing.
 */
export function accountOperations(database: DatabaseSync) {
  const accounts = new AccountStore(database);
  return {
    openCall: (call: OpenedCall) => accounts.openCall(call),
    closeCall: (call: number, end: CallEnd, masked: MaskCounts) => accounts.closeCall(call, end, masked),
  };
}

/** Operations of a connection that only reads. */
export function readerOperations(database: DatabaseSync) {
  const files = new FileStore(database);
  const vectors = new VectorStore(database);
  const sources = new SourceStore(database);
  const conversations = new ConversationStore(database);
  const browsing = new BrowseStore(database, conversations);
  const exports = new ExportStore(database);
  const marks = new MarkStore(database);
  const copies = new CopyStore(database);
  const remotes = new RemoteStore(database);
  const terms = new WordTerms();
  const proximity = new Proximity(terms);
  const unsent = new RemoteBacklog(database, terms);
  const accounts = new AccountStore(database);
  return {
    counts: () => countLibrary(database),
    failedFiles: () => listFailedFiles(database),
    sources: () => files.sources(),
    sourceDetails: () => sources.details(),
    failures: (limit: number) => listFailures(database, limit),
    skipped: (limit: number) => listSkipped(database, limit),
    recentConversations: (limit: number, before: number | null) => conversations.recent(limit, before),
    markedConversations: (list: MarkList, limit: number) => conversations.marked(list, limit),
    tags: () => marks.tags(),
    savedSearches: () => marks.savedSearches(),
    conversationHeader: (id: string) => conversations.header(id),
    conversationMessages: (id: string, from: number, count: number) =>
      conversations.messages(id, from, count),
    findInConversation: (id: string, text: string) => conversations.find(id, text),
    messagePosition: (id: string, messageKey: string) => conversations.position(id, messageKey),
    facets: () => conversations.facets(),
    browse: (filter: SearchFilter, limit: number) => browsing.browse(filter, limit),
    mentionsOf: (path: string, limit: number) => mentionsOf(database, path, limit),
    removedSources: () => files.removedSources(),
    findIndex: (identity: IndexIdentity) => vectors.findIndex(identity),
    indexProgress: (index: number | null, leftOut?: LeftOut) => vectors.progress(index, leftOut),
    backlog: (index: number | null, after: BacklogCursor | null, limit: number, leftOut?: LeftOut) =>
      vectors.backlog(index, after, limit, leftOut),
    indexes: () => vectors.list(),
    spending: () => accounts.spending(),
    maskedSecrets: () => accounts.masked(),
    lastConsent: (model: string) => accounts.lastConsent(model),
    sampleTexts: (limit: number) => vectors.sampleTexts(limit),
    exportedConversation: (id: string) => exports.conversation(id),
    wantedCopies: (wanted: WantedFiles, after: number, limit: number) => copies.wanted(wanted, after, limit),
    copySegments: (copy: number) => copies.segments(copy),
    copyTotals: (source: number | null) => copies.totals(source),
    unknownCopyNames: (names: readonly string[]) => copies.unknownNames(names),
    keptCopies: (paths: readonly string[] | null, after: number, limit: number) =>
      copies.kept(paths, after, limit),
    copiedPathsAt: (path: string, separator: string) => copies.pathsAt(path, separator),
    copiedPathsOf: (source: number) => copies.pathsOf(source),
    unsent: (index: number, remote: number, after: BacklogCursor | null, limit: number) =>
      unsent.page(index, remote, after, limit),
    unembedded: (index: number, after: BacklogCursor | null, limit: number) =>
      unsent.unembedded(index, after, limit),
    findRemote: (index: number, url: string) => remotes.find(index, url),
    leavingPoints: (remote: number, limit: number) => remotes.leaving(remote, limit),
    retoldConversations: (remote: number, limit: number) => remotes.retold(remote, limit),
    sentCount: (remote: number) => remotes.count(remote),
    remoteProgress: (index: number, remote: number) => remotes.progress(index, remote),
    passingMarks: (filter: SearchFilter) => marks.passing(filter),
    marksOf: (ids: readonly string[]) => marks.ofAll(ids),
    wordsOf: (texts: readonly string[]) => unsent.wordsOf(texts),
    termsOf: (words: readonly string[]) => words.map((word) => terms.of(word)),
    findWords: (texts: readonly ServedText[], words: readonly WeighedWord[]) =>
      findWords(texts, words, { proximity, terms }),
    conversationPage: (after: number, limit: number) => exports.conversations(after, limit),
    conversationParts: (conversation: number, after: ExportCursor | null, limit: number) =>
      exports.parts(conversation, after, limit),
  };
}

/** Operations of the connection that searches by word. It keeps in memory what it needs; see `SearchStore`. */
export function searchOperations(database: DatabaseSync) {
  const store = new SearchStore(database);
  return {
    /** What a thread does when it has nothing to answer: false when there is nothing left to do. */
    idle: () => store.workLater(),
    operations: {
      refresh: () => store.refresh(),
      byWord: (words: readonly WeighedWord[], weights: WordWeights, filter: SearchFilter, limit: number) =>
        store.byWord(words, weights, filter, limit),
      places: (found: readonly Pick<FoundText, 'textId' | 'conversationId'>[]) => store.places(found),
      facetsOf: (found: readonly Pick<FoundText, 'textId' | 'conversationId'>[]) =>
        countFacets(database, found),
      hitMessages: (ids: readonly number[]) => store.messages(ids),
    },
  };
}

/** Operations of the connection that searches by meaning. It keeps in memory what it needs; see `MeaningStore`. */
export function meaningOperations(database: DatabaseSync) {
  const store = new MeaningStore(database);
  return {
    refresh: (index: number) => store.refresh(index),
    nearest: (index: number, vector: Float32Array, filter: SearchFilter, limit: number) =>
      store.nearest(index, vector, filter, limit),
    cosines: (index: number, vector: Float32Array, filter: SearchFilter, texts: readonly number[]) =>
      store.cosines(index, vector, filter, texts),
    similarTo: (index: number, id: string, limit: number) => store.similarTo(index, id, limit),
  };
}

export type WriterOperations = ReturnType<typeof writerOperations>;
export type AccountOperations = ReturnType<typeof accountOperations>;
export type ReaderOperations = ReturnType<typeof readerOperations>;
export type SearchOperations = ReturnType<typeof searchOperations>['operations'];
export type MeaningOperations = ReturnType<typeof meaningOperations>;

/** The same operations, answered by another thread. One that has not begun when `signal` says so is left out. */
export type Remote<Operations extends Record<string, (...args: never[]) => unknown>> = {
  readonly [Name in keyof Operations]: (
    ...args: [...Parameters<Operations[Name]>, signal?: AbortSignal]
  ) => Promise<ReturnType<Operations[Name]>>;
};
