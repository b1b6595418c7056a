/**
 * What the test double of the app begins with: an app with nothing to do, and helpers to describe other states.
 */
import { voyageSettingsSchema } from '../../electron/shared/contract/settings.ts';
import { NO_MARKS } from '../../electron/shared/marks.ts';
import type { SavedSearch } from '../../electron/shared/saved-search.ts';
import { aQdrantDouble, type QdrantDouble } from './qdrant-view.ts';
import { aVoyageDouble, type VoyageDouble } from './voyage-view.ts';
import type { ConversationHeader, MessageView } from '../../electron/shared/contract/conversations.ts';
import type { MemoryHistory } from '../../electron/shared/contract/memory.ts';
import type { SearchHitView } from '../../electron/shared/contract/search.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import type { DiscoveredSource, FailureRow, Source } from '../../electron/shared/contract/sources.ts';

/** The moment at which a double's world stands still, ms. */
export const NOW = Date.UTC(2026, 2, 14, 10, 30);

/** A snapshot of an app that is up to date; `change` overrides its top-level parts. */
export function aSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    host: {
      kind: 'desktop',
      platform: 'linux',
      version: '0.1.0',
      dataDirectory: '/home/mara/.local/share/recollect',
      firstRun: false,
    },
    sync: { phase: 'idle', syncedAt: NOW - 120_000 },
    files: { total: 543, done: 543, pending: 0, failed: 0 },
    library: { conversations: 512, messages: 48_210, chunks: 31_870, skippedLines: 0 },
    rates: {
      filesPerSecond: 0,
      bytesPerSecond: 0,
      chunksPerSecond: 0,
      tokensPerSecond: 0,
      conversationsPerMinute: 0,
    },
    etaSeconds: null,
    indexes: [
      {
        provider: 'local',
        model: 'all-MiniLM-L6-v2',
        dimensions: 384,
        state: 'active',
        embedded: 31_870,
        pending: 0,
        quarantined: 0,
        withheld: 0,
        excluded: 0,
      },
      {
        provider: 'voyage',
        model: 'voyage-3.5',
        dimensions: 1024,
        state: 'not-set-up',
        embedded: 0,
        pending: 31_870,
        quarantined: 0,
        withheld: 0,
        excluded: 0,
      },
    ],
    remote: null,
    memory: { ceilingMb: 400, totalMb: 118, processes: [aProcess('main', 0, 118)] },
    settings: {
      memoryCeilingMb: 400,
      pace: 'balanced',
      gentleOnBattery: true,
      provider: 'local',
      voyage: voyageSettingsSchema.parse({}),
      keepOriginals: 'deleted-by-vendor',
      qdrant: null,
      theme: 'system',
      closeToTray: true,
      startAtLogin: false,
      notifications: true,
      agentAccess: false,
      agentNotes: false,
    },
    notices: [],
    ...change,
  };
}

/** A snapshot in mid-import. */
export function importingSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  const idle = aSnapshot();
  return {
    ...idle,
    sync: { phase: 'reading', path: '/home/mara/.claude/projects/-home-mara-code-ferrywatch/11aef204.jsonl' },
    files: { total: 543, done: 412, pending: 129, failed: 2 },
    library: { conversations: 388, messages: 36_904, chunks: 24_310, skippedLines: 3 },
    rates: {
      filesPerSecond: 3.4,
      bytesPerSecond: 4_812_000,
      chunksPerSecond: 37.2,
      tokensPerSecond: 6_910,
      conversationsPerMinute: 188,
    },
    etaSeconds: 505,
    indexes: idle.indexes.map((index) =>
      index.provider === 'local'
        ? { ...index, embedded: 9_480, pending: 14_829, quarantined: 1 }
        : { ...index, pending: 24_310 },
    ),
    memory: {
      ceilingMb: 400,
      totalMb: 822,
      processes: [
        aProcess('main', 0, 131),
        aProcess('reader', 0, 96),
        aProcess('embedder', 0, 301, 1),
        aProcess('embedder', 1, 294),
      ],
    },
    ...change,
  };
}

/** A process of the app. */
export function aProcess(
  role: 'main' | 'reader' | 'embedder',
  slot: number,
  rssMb: number,
  restarts = 0,
): Snapshot['memory']['processes'][number] {
  const state = role === 'embedder' ? 'busy' : 'running';
  return { role, slot, pid: 4_200 + slot + role.length, rssMb, peakMb: rssMb + 14, restarts, state };
}

/** A conversation; `id` makes it another one. */
export function aConversation(
  id = 'claude-code:one',
  change: Partial<ConversationHeader> = {},
): ConversationHeader {
  return {
    id,
    title: 'Flaky login spec that only fails on the build server',
    source: 'claude-code',
    project: '/home/mara/code/tidepool-shop',
    kind: 'main',
    parent: null,
    startedAt: NOW - 3 * 86_400_000,
    updatedAt: NOW - 3 * 86_400_000 + 1_800_000,
    messages: 4,
    paths: ['/home/mara/.claude/projects/-home-mara-code-tidepool-shop/one.jsonl'],
    resume: { kind: 'command', command: 'claude --resume one' },
    marks: NO_MARKS,
    heldBy: [],
    ...change,
  };
}

/** A message that says `text`. */
export function aMessage(position: number, text: string, change: Partial<MessageView> = {}): MessageView {
  return {
    id: `message-${position}`,
    position,
    role: position % 2 === 0 ? 'user' : 'assistant',
    time: NOW - 3 * 86_400_000 + position * 60_000,
    parts: [{ kind: 'text', text }],
    ...change,
  };
}

/** A hit in a conversation, whose snippet has every occurrence of `words` marked. */
export function aHit(
  conversation: ConversationHeader,
  snippet: string,
  words: readonly string[],
): SearchHitView {
  const matches = words.flatMap((word) =>
    [...snippet.toLowerCase().matchAll(new RegExp(word.toLowerCase(), 'g'))].map(
      ({ index }) => [index, index + word.length] as const,
    ),
  );
  return {
    conversationId: conversation.id,
    title: conversation.title,
    source: conversation.source,
    project: conversation.project,
    role: 'user',
    startedAt: conversation.startedAt === null ? null : new Date(conversation.startedAt).toISOString(),
    messageId: 'message-0',
    time: conversation.startedAt === null ? null : new Date(conversation.startedAt).toISOString(),
    snippet,
    matches: matches.sort(([a], [b]) => a - b).flat(),
    score: 1,
    marks: conversation.marks,
    machines: [],
  };
}

/** A source that is up to date. */
export function aSource(id: number, path: string, change: Partial<Source> = {}): Source {
  return {
    id,
    path,
    name: null,
    origin: 'added',
    state: 'watched',
    files: { total: 120, done: 120, pending: 0, failed: 0, missing: 0 },
    bytes: 84_300_000,
    conversations: 118,
    formats: [{ format: 'claude-code', files: 120 }],
    copies: { files: 0, storedBytes: 0 },
    ...change,
  };
}

/** Everything that the double answers from. */
export interface DoubleState {
  snapshot: Snapshot;
  sources: Source[];
  discovered: DiscoveredSource[];
  conversations: ConversationHeader[];
  /** Messages by conversation. */
  messages: Map<string, MessageView[]>;
  failures: FailureRow[];
  savedSearches: SavedSearch[];
  memory: MemoryHistory;
  voyage: VoyageDouble;
  qdrant: QdrantDouble;
}

/** A state with one conversation. */
export function aDoubleState(): DoubleState {
  const conversation = aConversation();
  return {
    snapshot: aSnapshot(),
    sources: [aSource(1, '/home/mara/.claude/projects', { origin: 'discovered' })],
    discovered: [],
    conversations: [conversation],
    messages: new Map([
      [
        conversation.id,
        [
          aMessage(0, 'The login test is red about one run in four.'),
          aMessage(1, 'It waits a fixed 800 ms. Let me look:\n\n```ts\nawait page.waitForTimeout(800);\n```'),
          aMessage(2, 'All the failures are after 12:00.'),
          aMessage(3, 'Then it is the **greeting**, and Renzo is innocent.'),
        ],
      ],
    ]),
    failures: [],
    savedSearches: [],
    voyage: aVoyageDouble(),
    qdrant: aQdrantDouble(),
    memory: { ceilingMb: 400, series: [], marks: [] },
  };
}
