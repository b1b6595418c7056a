/**
 * States of the app that the window is shown in. They run in the page, where the double lives.
 */
import {
  aConversation,
  aHit,
  aMessage,
  aSnapshot,
  aSource,
  importingSnapshot,
  type DoubleState,
} from '../../doubles/client-state.ts';
import { qdrantSettingsSchema } from '../../../electron/shared/contract/settings.ts';
import type { RemoteView } from '../../../electron/shared/contract/qdrant.ts';
import { aQdrantDouble, aRemote } from '../../doubles/qdrant-view.ts';
import { aBuiltVoyage, aVoyageDouble } from '../../doubles/voyage-view.ts';
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';
import type { MemoryHistory } from '../../../electron/shared/contract/memory.ts';
import type { FailureRow } from '../../../electron/shared/contract/sources.ts';
import type { SampleConversation } from './sample-conversations.ts';

/** The names of the states. */
export type ScenarioName =
  | 'idle'
  | 'two-indexes'
  | 'qdrant'
  | 'qdrant-away'
  | 'spending-limit'
  | 'importing'
  | 'paused'
  | 'first-run'
  | 'first-run-nothing'
  | 'empty'
  | 'huge'
  | 'library-failed';

/** A state by its name, over the sample's conversations. */
export function scenario(name: ScenarioName, sample: readonly SampleConversation[]): DoubleState {
  const state = library(sample);
  switch (name) {
    case 'idle':
      return state;
    case 'two-indexes':
      return twoIndexes(state);
    case 'spending-limit':
      return atSpendingLimit(twoIndexes(state));
    case 'qdrant':
      return onServer(state, { phase: 'catching-up', sent: 1_234, pending: 18_766, etaSeconds: 180 });
    case 'qdrant-away':
      return onServer(state, {
        phase: 'away',
        pending: 412,
        failure: {
          code: 'qdrant-away',
          message: "The Qdrant server at https://qdrant.example:6333 can't be reached (ECONNREFUSED).",
        },
      });
    case 'importing':
      return { ...state, snapshot: importingSnapshot(), failures: someFailures() };
    case 'paused':
      return {
        ...state,
        snapshot: importingSnapshot({ sync: { phase: 'paused', until: Date.now() + 3_600_000 } }),
      };
    case 'first-run':
      return { ...firstRun(), discovered: someDiscovered() };
    case 'first-run-nothing':
      return firstRun();
    case 'empty':
      return { ...firstRun(), snapshot: { ...firstRun().snapshot, host: aSnapshot().host } };
    case 'huge':
      return huge(state);
    case 'library-failed':
      return {
        ...state,
        snapshot: aSnapshot({
          sync: {
            phase: 'failed',
            failure: {
              code: 'library-damaged',
              message:
                'The library in /home/mara/.local/share/recollect is damaged. Move it away and import again, or put a backup in its place.',
            },
          },
        }),
      };
  }
}

/** A server in use, which two other machines fill too; every other conversation is of one of them. */
function onServer(state: DoubleState, remote: RemoteView['state']): DoubleState {
  const { snapshot } = state;
  const qdrant = qdrantSettingsSchema.parse({ url: 'https://qdrant.example:6333' });
  const holders = state.conversations.map(
    ({ id }, at) => [id, [at % 2 === 0 ? 'workstation' : 'mara-laptop']] as const,
  );
  return {
    ...state,
    snapshot: { ...snapshot, settings: { ...snapshot.settings, qdrant }, remote: aRemote(remote) },
    qdrant: aQdrantDouble({
      state: { key: 'keychain', keeps: 'keychain', machine: 'mara-laptop' },
      machines: [
        { machine: 'workstation', points: 48_120 },
        { machine: 'mara-laptop', points: 1_234 },
        { machine: 'old-desktop', points: 812 },
      ],
      holders: new Map(holders),
    }),
  };
}

/** Both indexes complete, the local one in use; they agree on the first conversation. */
function twoIndexes(state: DoubleState): DoubleState {
  const indexes = state.snapshot.indexes.map((index) =>
    index.provider === 'voyage'
      ? { ...index, state: 'ready' as const, embedded: index.pending, pending: 0 }
      : index,
  );
  const [first, second, third] = state.conversations.map((conversation) =>
    aHit(conversation, 'Some words.', []),
  );
  const found = (...hits: (SearchHitView | undefined)[]) => hits.filter((hit) => hit !== undefined);
  return {
    ...state,
    snapshot: { ...state.snapshot, indexes },
    voyage: { ...aBuiltVoyage(), comparison: { local: found(first, second), voyage: found(first, third) } },
  };
}

/** Voyage's index is being filled, and has come as far as the limit lets it. */
function atSpendingLimit(state: DoubleState): DoubleState {
  const indexes = state.snapshot.indexes.map((index) =>
    index.provider === 'voyage'
      ? {
          ...{ ...index, state: 'active' as const },
          ...{ embedded: 22_406, pending: 9_248, withheld: 12, excluded: 204 },
        }
      : { ...index, state: 'ready' as const },
  );
  const failure = {
    code: 'spending-limit' as const,
    message:
      'The spending limit of $0.30 is reached: $0.29 are spent. What has its vector stays. Raise the limit in the settings, or with --limit-usd, to go on.',
  };
  const voyage = { ...state.snapshot.settings.voyage, limitUsd: 0.3 };
  const settings = { ...state.snapshot.settings, provider: 'voyage' as const, voyage };
  const built = state.voyage;
  const [spent] = built.state.spending;
  const spending = spent ? [{ ...spent, calls: 431, tokens: 4_830_000, lostTokens: 0, usd: 0.29 }] : [];
  return {
    ...state,
    snapshot: { ...state.snapshot, indexes, settings, sync: { phase: 'failed', failure } },
    voyage: {
      ...built,
      state: { ...built.state, spending },
      indexes: built.indexes.map((index) =>
        index.provider === 'voyage'
          ? { ...index, vectors: 22_406, bytes: 94_600_000, usd: 0.29, inUse: true }
          : index,
      ),
    },
  };
}

function library(sample: readonly SampleConversation[]): DoubleState {
  // The sample's newest conversation was had a moment ago.
  const newest = Math.max(...sample.map(({ header }) => header.updatedAt ?? 0));
  const shift = Date.now() - 12 * 60_000 - newest;
  const later = (time: number | null) => (time === null ? null : time + shift);
  return {
    snapshot: aSnapshot({ sync: { phase: 'idle', syncedAt: Date.now() - 120_000 } }),
    sources: [
      aSource(1, '/home/mara/.claude/projects', {
        origin: 'discovered',
        files: { total: 412, done: 410, pending: 0, failed: 2, missing: 18 },
        conversations: 388,
        bytes: 1_840_000_000,
      }),
      aSource(2, '/home/mara/.codex/sessions', {
        origin: 'discovered',
        files: { total: 96, done: 60, pending: 36, failed: 0, missing: 0 },
        conversations: 61,
        bytes: 212_000_000,
        formats: [{ format: 'codex', files: 96 }],
      }),
      aSource(3, '/home/mara/Downloads/chatgpt-export-2026-02-11.zip', {
        files: { total: 1, done: 1, pending: 0, failed: 0, missing: 0 },
        conversations: 63,
        bytes: 48_200_000,
        formats: [{ format: 'chatgpt', files: 1 }],
      }),
      aSource(4, '/home/mara/notes', {
        state: 'paused',
        files: { total: 34, done: 34, pending: 0, failed: 0, missing: 0 },
        conversations: 34,
        bytes: 310_000,
        formats: [{ format: 'text', files: 34 }],
      }),
      aSource(5, '/media/mara/backup-drive/old-laptop/.claude/projects', {
        state: 'missing',
        files: { total: 120, done: 120, pending: 0, failed: 0, missing: 0 },
      }),
    ],
    discovered: [],
    conversations: sample.map(({ header }) => ({
      ...header,
      startedAt: later(header.startedAt),
      updatedAt: later(header.updatedAt),
    })),
    messages: new Map(
      sample.map(({ header, messages }) => [
        header.id,
        messages.map((message) => ({ ...message, time: later(message.time) })),
      ]),
    ),
    savedSearches: [],
    failures: someFailures(),
    memory: aMemoryHistory(Date.now()),
    voyage: aVoyageDouble(),
    qdrant: aQdrantDouble(),
  };
}

function firstRun(): DoubleState {
  const idle = aSnapshot();
  return {
    snapshot: aSnapshot({
      host: { ...idle.host, firstRun: true },
      sync: { phase: 'idle', syncedAt: null },
      files: { total: 0, done: 0, pending: 0, failed: 0 },
      library: { conversations: 0, messages: 0, chunks: 0, skippedLines: 0 },
      indexes: idle.indexes.map((index) => ({ ...index, embedded: 0, pending: 0 })),
    }),
    sources: [],
    discovered: [],
    conversations: [],
    messages: new Map(),
    savedSearches: [],
    failures: [],
    voyage: aVoyageDouble(),
    qdrant: aQdrantDouble(),
    memory: { ceilingMb: 400, series: [], marks: [] },
  };
}

function someDiscovered(): DoubleState['discovered'] {
  return [
    {
      path: '/home/mara/.claude/projects',
      format: 'claude-code',
      files: 412,
      bytes: 1_840_000_000,
      known: false,
    },
    { path: '/home/mara/.codex/sessions', format: 'codex', files: 96, bytes: 212_000_000, known: false },
    { path: '/home/mara/.gemini/tmp', format: 'gemini-cli', files: 35, bytes: 18_600_000, known: false },
  ];
}

function someFailures(): FailureRow[] {
  const folder = '/home/mara/.claude/projects/-home-mara-code-tidepool-shop';
  return [
    {
      kind: 'file',
      path: `${folder}/2f1c7d9e-locked.jsonl`,
      attempts: 3,
      failure: { code: 'file-not-permitted', message: 'You are not allowed to read this file.' },
    },
    {
      kind: 'file',
      path: `${folder}/screenshot-2026-01-09.png`,
      attempts: 1,
      failure: {
        code: 'format-unknown',
        message: 'This is no conversation in a format that Recollect knows.',
      },
    },
    { kind: 'lines', path: `${folder}/7abf213a.jsonl`, reason: 'invalid-json', count: 3, firstName: null },
    {
      kind: 'text',
      conversationId: 'claude-code:7abf213a-0b3e-4c99-82cd-3f6dfcd74e9f',
      title: 'Rate limits and the scraper that came back',
      reason: 'Two embedders ended while they had this text.',
      at: Date.now() - 3_600_000,
    },
  ];
}

/** Half an hour of memory: embedders that grow a little, one that is replaced and one that was killed. */
function aMemoryHistory(now: number): MemoryHistory {
  const begin = now - 30 * 60_000;
  const times = Array.from({ length: 180 }, (_, index) => begin + index * 10_000);
  const wave = (index: number, size: number) =>
    Math.sin(index / 7) * size + Math.sin(index / 2.3) * (size / 3);
  const recycled = 64;
  const killed = 131;
  const curve = (value: (index: number) => number) =>
    times.map((time, index): [number, number] => [time, Math.max(0, Math.round(value(index)))]);
  const main = (index: number) => 128 + wave(index, 4);
  const reader = (index: number) => 92 + wave(index + 20, 9);
  const first = (index: number) =>
    index < recycled ? 228 + index * 1.7 : 226 + Math.min(60, (index - recycled) * 0.6) + wave(index, 4);
  const second = (index: number) =>
    index < killed ? 230 + wave(index, 8) + index * 0.4 : 224 + wave(index, 5);
  return {
    ceilingMb: 400,
    series: [
      { name: 'main', points: curve(main) },
      { name: 'reader', points: curve(reader) },
      { name: 'embedder 1', points: curve(first) },
      { name: 'embedder 2', points: curve(second) },
      { name: 'total', points: curve((index) => main(index) + reader(index) + first(index) + second(index)) },
    ],
    marks: [
      {
        at: times[recycled] ?? begin,
        kind: 'recycled',
        process: 'embedder 1',
        reason: 'It came near its ceiling.',
        beforeMb: 341,
        afterMb: 226,
      },
      {
        at: times[killed] ?? begin,
        kind: 'crashed',
        process: 'embedder 2',
        reason: 'It was ended from outside (SIGKILL).',
        beforeMb: 288,
        afterMb: 224,
      },
    ],
  };
}

/** 100,000 files, a conversation of 5,000 messages, long paths and titles, other scripts, emoji. */
function huge(state: DoubleState): DoubleState {
  const long = aConversation('claude-code:long', {
    title: 'A title that never ends, because somebody pasted a whole stack trace into it '.repeat(6),
    project: `/home/mara/${'a-very-deep-folder/'.repeat(12)}project`,
    messages: 5_000,
    updatedAt: Date.now() - 60_000,
  });
  const arabic = aConversation('chatgpt:arabic', {
    title: 'كيف أصلح خطأ الاتصال بقاعدة البيانات؟ 🐘🔧',
    source: 'chatgpt',
    project: '/home/mara/مشروع/الواجهة',
    updatedAt: Date.now() - 120_000,
  });
  const messages = Array.from({ length: 5_000 }, (_, position) =>
    aMessage(position, messageText(position), {
      parts:
        position % 9 === 4
          ? [
              { kind: 'text', text: messageText(position) },
              { kind: 'tool-call', text: `Bash {"command":"npm test -- --grep ${position}"}` },
              { kind: 'tool-result', text: 'ok\n'.repeat(40) },
            ]
          : [{ kind: 'text', text: messageText(position) }],
    }),
  );
  const arabicMessages = [
    aMessage(0, 'لا يستطيع الخادم الاتصال بقاعدة البيانات بعد التحديث 🐘. ما السبب؟'),
    aMessage(1, 'تحقق من المتغير `DATABASE_URL` أولاً:\n\n```sh\npsql "$DATABASE_URL" -c "select 1"\n```'),
  ];
  return {
    ...state,
    snapshot: importingSnapshot({
      files: { total: 100_000, done: 61_204, pending: 38_779, failed: 17 },
      library: { conversations: 58_311, messages: 4_120_883, chunks: 1_204_113, skippedLines: 12_004 },
      etaSeconds: 41_000,
      sync: { phase: 'reading', path: `/home/mara/${'a-very-deep-folder/'.repeat(14)}11aef204-0ae4.jsonl` },
    }),
    conversations: [long, arabic, ...state.conversations],
    messages: new Map([...state.messages, [long.id, messages], [arabic.id, arabicMessages]]),
    sources: [
      aSource(9, `/home/mara/${'a-very-deep-folder/'.repeat(14)}مشروع 🐘`),
      ...Array.from({ length: 60 }, (_, index) => aSource(20 + index, `/srv/histories/machine-${index}`)),
    ],
    failures: Array.from({ length: 1_000 }, (_, index) => ({
      kind: 'file' as const,
      path: `/home/mara/${'deep/'.repeat(30)}${index}.jsonl`,
      attempts: 1,
      failure: { code: 'file-not-permitted' as const, message: 'You are not allowed to read this file.' },
    })),
  };
}

function messageText(position: number): string {
  const sentence = `Message ${position}: the build is green again after the ${position % 2 ? 'cache' : 'lockfile'} was cleared. `;
  if (position % 13 === 5)
    return `${sentence}\n\n\`\`\`ts\nconst answer = ${position};\nexport { answer };\n\`\`\``;
  return sentence.repeat((position % 5) + 1);
}
