/**
 * States of the app that the window is shown in. They run in the page, where the double lives.
 */
import { aSnapshot, aSource, importingSnapshot, type DoubleState } from '../../doubles/client-state.ts';
import type { FailureRow } from '../../../electron/shared/contract/sources.ts';
import { aQdrantDouble } from '../../doubles/qdrant-view.ts';
import { aVoyageDouble } from '../../doubles/voyage-view.ts';
import { huge } from './huge-scenario.ts';
import { atSpendingLimit, onServer, twoIndexes } from './index-scenarios.ts';
import { aMemoryHistory } from './memory-history.ts';
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
