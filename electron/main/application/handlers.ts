/**
 * The answers to the contract's requests.
 */
import { join } from 'node:path';
import { failureSchema } from '../../shared/contract/failure.ts';
import type { MemoryHistory } from '../../shared/contract/memory.ts';
import type { AddedPath, FailureRow, RestoredOriginals, Source } from '../../shared/contract/sources.ts';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { RecollectError } from '../../shared/errors.ts';
import { restoredFolder } from '../settings/data-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { discoverSources } from '../sources/discover.ts';
import { NOTES_NAME } from '../sources/notes-source.ts';
import { scan } from '../sources/scan.ts';
import { conversationMarkdown } from './conversation-markdown.ts';
import type { Handlers } from './dispatcher.ts';
import type { HostServices } from './host-services.ts';
import { headerView, messageView } from './conversation-views.ts';
import { facetsView, givenFilter, viewOf, type Searches } from './searches.ts';
import type { Running } from './snapshot-builder.ts';
import { createQdrantHandlers } from './qdrant-handlers.ts';
import { createVoyageHandlers } from './voyage-handlers.ts';

/** Rows of what failed that a window gets at the most. */
const FAILURES_AT_MOST = 1_000;

const MINUTE_MS = 60_000;

/** What the handlers work with. */
export interface HandlerParts {
  readonly services: HostServices;
  readonly settings: SettingsStore;
  readonly searches: Searches;
  readonly sampleFolder: string;
  /** Where agents' notes are. */
  readonly notesFolder: string;
  readonly dataDirectory: string;
  readonly now: () => number;
  /** The running engine. @throws the failure that keeps it from running. */
  readonly running: () => Running;
  readonly snapshot: () => Snapshot;
  readonly addPaths: (paths: readonly string[]) => Promise<AddedPath[]>;
  readonly retry: () => Promise<void>;
  readonly setLibraryAside: () => Promise<string>;
  readonly finishFirstRun: () => Promise<void>;
  readonly memoryHistory: (range: 'session' | 'week') => Promise<MemoryHistory>;
  /** Something was changed that a snapshot shows. */
  readonly changed: () => void;
}

/** An answer for each request of the contract. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { services, settings, searches, running } = parts;
  const library = () => running().engine.library.read;
  const conversations = () => running().engine.remotes.conversations;
  return {
    snapshot: { get: () => parts.snapshot() },
    sync: {
      pause: ({ minutes }) => {
        running().sync.pause(minutes === null ? null : parts.now() + minutes * MINUTE_MS);
      },
      resume: () => running().sync.resume(),
      now: () => running().sync.lookAtAll(),
      retry: () => parts.retry(),
      failures: () => failureRows(running()),
      showFailedFile: async ({ path }) => {
        // Of all the paths that a window may name, only those that it was told of.
        const rows = await failureRows(running());
        const known = rows.some((row) => row.kind !== 'text' && row.path === path);
        if (!known) throw new RecollectError('usage', 'This file is no longer among those that failed.');
        await services.showFile(path);
      },
    },
    sources: {
      list: () => sourceList(running(), parts.notesFolder),
      discover: (_nothing, { signal }) => discover(running(), signal),
      add: ({ paths }) => parts.addPaths(paths),
      addSample: () => parts.addPaths([parts.sampleFolder]),
      setPaused: ({ id, paused }) => running().sync.setPaused(id, paused),
      restoreOriginals: ({ id }, { signal }) => restoreSource(running(), id, parts, signal),
      remove: async ({ id, conversations }) => {
        await running().sync.remove(id, conversations);
        parts.changed();
      },
    },
    search: {
      prepare: () => running().engine.prepareSearch(),
      run: (input, client) => searches.run(running().engine, input, client),
      cancel: ({ ticket }, client) => searches.cancel(ticket, client),
      facets: async () => {
        const { sources, projects } = await library().facets();
        return { sources: [...sources], projects: [...projects] };
      },
    },
    conversations: {
      recent: async ({ limit, before }) =>
        (await library().recentConversations(limit, before)).map((info) => headerView(info)),
      browse: async ({ filter, limit }) => {
        const { conversations: found, facets } = await library().browse(givenFilter(filter), limit);
        return { conversations: found.map((info) => headerView(info)), facets: facetsView(facets) };
      },
      header: async ({ id }) => {
        const { heldBy, ...info } = found(await conversations().header(id));
        return headerView(info, heldBy);
      },
      messages: async ({ id, from, count }) => {
        const { total, messages } = found(await conversations().messages(id, from, count));
        return {
          from,
          total,
          messages: messages.map(messageView),
        };
      },
      find: async ({ id, text }) => found(await conversations().find(id, text)),
      position: async ({ id, messageId }) => (await conversations().position(id, messageId)) ?? null,
      markdown: async ({ id }, { signal }) =>
        found(await conversationMarkdown(running().engine.library, id, signal)),
      similar: async ({ id, limit }) =>
        (await running().engine.similar(id, limit)).map((hit) => viewOf(hit, [])),
      showFile: async ({ id }) => {
        const [path] = found(await library().conversationHeader(id)).paths;
        if (path === undefined)
          throw new RecollectError('file-vanished', 'The file of this conversation is not known.');
        await services.showFile(path);
      },
    },
    marks: {
      change: async ({ id, change }) => found(await running().engine.library.write.changeMarks(id, change)),
      list: async ({ list, limit }) =>
        (await library().markedConversations(list, limit)).map((info) => headerView(info)),
      tags: () => library().tags(),
    },
    savedSearches: {
      list: () => library().savedSearches(),
      save: (search) => running().engine.library.write.saveSearch(search),
      remove: ({ name }) => running().engine.library.write.removeSearch(name),
    },
    memory: { history: ({ range }) => parts.memoryHistory(range) },
    settings: {
      set: async (changes) => settings.change(withoutUndefined(changes)),
      finishFirstRun: () => parts.finishFirstRun(),
    },
    ...createVoyageHandlers({ running, settings, changed: parts.changed }),
    ...createQdrantHandlers({ running, settings, changed: parts.changed }),
    agents: { access: () => services.agentAccess() },
    system: {
      chooseFolders: () => services.chooseFolders(),
      showLog: () => services.showLog(),
      setLibraryAside: () => parts.setLibraryAside(),
      showDataFolder: () => services.showDataFolder(),
    },
    window: {},
  };
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new RecollectError('usage', 'This conversation is no longer in the library.');
  }
  return value;
}

async function sourceList({ engine, sync }: Running, notesFolder: string): Promise<Source[]> {
  const details = await engine.library.read.sourceDetails();
  // Notes are a source from the start, which means nothing to anybody before there is one.
  const shown = details.filter(({ path, files }) => path !== notesFolder || files.total > 0);
  return Promise.all(
    shown.map(async ({ paused, formats, ...source }): Promise<Source> => {
      const { files, storedBytes } = await engine.library.read.copyTotals(source.id);
      const state = paused ? 'paused' : sync.keepingOf(source.id) === 'missing' ? 'missing' : 'watched';
      const name = source.path === notesFolder ? NOTES_NAME : null;
      return { ...source, name, formats: [...formats], copies: { files, storedBytes }, state };
    }),
  );
}

/** Restores the files of a source into a folder that is named by the time. */
async function restoreSource(
  { engine }: Running,
  id: number,
  { dataDirectory, now }: Pick<HandlerParts, 'dataDirectory' | 'now'>,
  signal: AbortSignal,
): Promise<RestoredOriginals> {
  const time = new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const to = join(restoredFolder(dataDirectory), time);
  const paths = await engine.library.read.copiedPathsOf(id);
  const { files, failed } = await engine.restoreOriginals(to, paths, signal);
  return {
    folder: to,
    files: files.length,
    failed: failed.map(({ path, message }) => ({ path, message })),
  };
}

async function discover({ engine }: Running, signal: AbortSignal) {
  const known = new Set((await engine.library.read.sources()).map(({ path }) => path));
  const sources = await discoverSources();
  return Promise.all(
    sources.map(async ({ path, format }) => {
      const { files } = await scan(path, signal);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return { path, format, files: files.length, bytes, known: known.has(path) };
    }),
  );
}

async function failureRows({ engine, sync }: Running): Promise<FailureRow[]> {
  const stored = await engine.library.read.failures(FAILURES_AT_MOST);
  const folders = sync.unreadablePaths().map(({ path, code, message }): FailureRow => ({
    kind: 'file',
    path,
    failure: { code, message },
    attempts: 1,
  }));
  const rows = stored.map((row): FailureRow => {
    if (row.kind !== 'file') return row;
    const { path, code, message, attempts } = row;
    return { kind: 'file', path, failure: failureSchema.parse({ code, message }), attempts };
  });
  return [...folders, ...rows].slice(0, FAILURES_AT_MOST);
}

/** A change without the keys that were left open: with exactOptionalPropertyTypes those are another type. */
function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
