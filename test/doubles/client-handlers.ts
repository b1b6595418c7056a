/**
 * What the app in memory answers to each request of the contract, from its state.
 */
import type { RecollectContract } from '../../electron/shared/contract/contract.ts';
import type { HandlersOf } from '../../electron/shared/contract/define.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { countBy, facetsOf, foundFacets, passes, searchIn } from './client-search.ts';
import { aHit, aSource, type DoubleState } from './client-state.ts';
import { aRemote } from './qdrant-view.ts';

/** An answer to each request of the contract. */
export type Handlers = HandlersOf<RecollectContract, void>;

/** Answers from a state, which requests change. `update` changes its snapshot and tells the window. */
export function handlersOver(state: DoubleState, update: (part: Partial<Snapshot>) => void): Handlers {
  const find = (id: string) => {
    const found = state.conversations.find((conversation) => conversation.id === id);
    if (!found) throw new RecollectError('usage', 'That conversation is no longer in the library.');
    return found;
  };
  const messagesOf = (id: string) => state.messages.get(find(id).id) ?? [];
  const add = (paths: readonly string[]) =>
    paths.map((path) => {
      const known = state.sources.some((source) => source.path === path);
      const next = Math.max(0, ...state.sources.map(({ id }) => id)) + 1;
      if (!known) state.sources.push(aSource(next, path));
      update({});
      return known
        ? { path, outcome: 'already-known' as const, message: 'It is a source already.' }
        : { path, outcome: 'added' as const, message: null };
    });

  return {
    snapshot: { get: () => state.snapshot },
    sync: {
      pause: ({ minutes }) =>
        update({ sync: { phase: 'paused', until: minutes === null ? null : Date.now() + minutes * 60_000 } }),
      resume: () => update({ sync: { phase: 'embedding' } }),
      now: () => update({ sync: { phase: 'scanning', path: null } }),
      retry: () => {
        state.failures = [];
        update({ files: { ...state.snapshot.files, failed: 0 } });
      },
      failures: () => state.failures,
      showFailedFile: () => undefined,
    },
    sources: {
      list: () => state.sources,
      discover: () => state.discovered,
      add: ({ paths }) => add(paths),
      addSample: () => add(['/opt/recollect/resources/sample']),
      setPaused: ({ id, paused }) => {
        state.sources = state.sources.map((source) =>
          source.id === id ? { ...source, state: paused ? 'paused' : 'watched' } : source,
        );
        update({});
      },
      restoreOriginals: ({ id }) => ({
        folder: '/home/mara/.config/Recollect/restored/2026-06-01T12-00-00',
        files: state.sources.find((source) => source.id === id)?.copies.files ?? 0,
        failed: [],
      }),
      remove: ({ id }) => {
        state.sources = state.sources.filter((source) => source.id !== id);
        update({});
      },
    },
    search: {
      prepare: () => undefined,
      run: (input) => searchIn(state, input),
      cancel: () => undefined,
      facets: () => facetsOf(state.conversations),
    },
    conversations: {
      recent: ({ limit, before }) =>
        [...state.conversations]
          .sort((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0))
          .filter(({ updatedAt }) => before === null || (updatedAt ?? 0) < before)
          .slice(0, limit),
      browse: ({ filter, limit }) => {
        const passing = state.conversations.filter((each) => passes(each, filter));
        return {
          conversations: passing.slice(0, limit),
          facets: foundFacets(passing.map((each) => aHit(each, '', []))),
        };
      },
      header: ({ id }) => find(id),
      messages: ({ id, from, count }) => {
        const all = messagesOf(id);
        return { from, total: all.length, messages: all.slice(from, from + count) };
      },
      find: ({ id, text }) =>
        messagesOf(id)
          .filter(({ parts }) => parts.some((part) => part.text.toLowerCase().includes(text.toLowerCase())))
          .map(({ position }) => position),
      position: ({ id, messageId }) =>
        messagesOf(id).find((message) => message.id === messageId)?.position ?? null,
      markdown: ({ id }) =>
        `# ${find(id).title}\n\n${messagesOf(id)
          .flatMap(({ parts }) => parts.map(({ text }) => text))
          .join('\n\n')}`,
      similar: ({ id, limit }) =>
        state.conversations
          .filter((conversation) => conversation.id !== id)
          .slice(0, limit)
          .map((conversation) => aHit(conversation, 'What it begins with', [])),
      showFile: () => undefined,
    },
    marks: {
      change: ({ id, change }) => {
        const before = find(id).marks;
        const { starred = before.starred, hidden = before.hidden, addTags = [], removeTags = [] } = change;
        const kept = [...before.tags, ...addTags].filter((tag) => !removeTags.includes(tag));
        const marks = { starred, hidden, tags: [...new Set(kept)].sort() };
        state.conversations = state.conversations.map((each) => (each.id === id ? { ...each, marks } : each));
        return marks;
      },
      list: ({ list }) => state.conversations.filter(({ marks }) => marks[list]),
      tags: () =>
        countBy(state.conversations.flatMap(({ marks }) => marks.tags)).map(([tag, conversations]) => ({
          tag,
          conversations,
        })),
    },
    savedSearches: {
      list: () => state.savedSearches,
      save: (search) => {
        const others = state.savedSearches.filter(({ name }) => name !== search.name);
        state.savedSearches = [...others, search];
      },
      remove: ({ name }) => {
        state.savedSearches = state.savedSearches.filter((search) => search.name !== name);
      },
    },
    memory: { history: () => state.memory },
    settings: {
      set: (change) => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        update({ settings: { ...state.snapshot.settings, ...given } });
        return state.snapshot.settings;
      },
      finishFirstRun: () => update({ host: { ...state.snapshot.host, firstRun: false } }),
    },
    voyage: {
      state: () => state.voyage.state,
      setKey: ({ key }) => {
        state.voyage.state = { ...state.voyage.state, hasKey: key !== null };
      },
      estimate: () => state.voyage.estimate,
      accept: () => {
        state.voyage.state = { ...state.voyage.state, whyAsk: null };
      },
    },
    indexes: {
      list: () => state.voyage.indexes,
      remove: ({ id }) => {
        state.voyage.indexes = state.voyage.indexes.filter((index) => index.id !== id);
        update({});
      },
      compare: () => state.voyage.comparison,
    },
    qdrant: {
      state: () => state.qdrant.state,
      test: () => state.qdrant.check,
      preview: () => state.qdrant.preview,
      connect: ({ settings, key }) => {
        if (key !== undefined)
          state.qdrant.state = { ...state.qdrant.state, key: key === null ? 'none' : 'keychain' };
        const { machine = state.qdrant.state.machine } = settings;
        const { texts: pending } = state.qdrant.preview;
        state.qdrant.machines = [...state.qdrant.machines, { machine, points: 0 }];
        update({
          settings: { ...state.snapshot.settings, qdrant: settings },
          remote: aRemote(
            { phase: 'catching-up', pending, sent: 0, etaSeconds: null },
            { url: settings.url, machine },
          ),
        });
      },
      disconnect: () => {
        state.qdrant.state = { ...state.qdrant.state, key: 'none' };
        update({ settings: { ...state.snapshot.settings, qdrant: null }, remote: null });
      },
      retry: () => update({ remote: aRemote({ phase: 'connecting' }) }),
      machines: () => state.qdrant.machines,
      removeMachine: ({ machine }) => {
        const removed = state.qdrant.machines.find((each) => each.machine === machine)?.points ?? 0;
        state.qdrant.machines = state.qdrant.machines.filter((each) => each.machine !== machine);
        return { removed };
      },
    },
    agents: {
      access: () => ({
        url: 'http://127.0.0.1:4790/mcp',
        token: 'a-token-of-43-letters-that-agents-would-send0',
      }),
    },
    system: {
      chooseFolders: () => [],
      showLog: () => undefined,
      setLibraryAside: () => {
        const idle = { phase: 'idle' as const, syncedAt: null };
        update({ sync: idle, host: { ...state.snapshot.host, firstRun: true } });
        return `${state.snapshot.host.dataDirectory}/library.db.damaged-2026-06-01T12-00-00.000Z`;
      },
      showDataFolder: () => undefined,
    },
    window: {},
  };
}
