/**
 * The app in memory, behind the contract: what a window talks to in tests. Inputs and outputs are parsed by the same
 * schemas as the real hosts', so that a test can't rely on what they would refuse.
 */
import { contract, type RecollectContract } from '../../electron/shared/contract/contract.ts';
import { createClient, type RecollectClient, type Transport } from '../../electron/shared/contract/client.ts';
import { channelsOf, type HandlersOf } from '../../electron/shared/contract/define.ts';
import type { ConversationHeader } from '../../electron/shared/contract/conversations.ts';
import type {
  FoundFacets,
  SearchHitView,
  SearchInput,
  SearchOutput,
} from '../../electron/shared/contract/search.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { RecollectError, toFailure } from '../../electron/shared/errors.ts';
import { aRemote } from './qdrant-view.ts';
import { aDoubleState, aHit, aSource, type DoubleState } from './client-state.ts';

type Handlers = HandlersOf<RecollectContract, void>;

/** The double: a client, what it answers from, and what it was asked. */
export interface AppDouble {
  readonly client: RecollectClient;
  readonly transport: Transport;
  readonly state: DoubleState;
  /** Every request in order. */
  readonly calls: { readonly channel: string; readonly input: unknown }[];
  /** Changes the snapshot and tells the window. */
  change(change: Partial<Snapshot>): void;
  /** Tells the window something. */
  emit(channel: string, payload: unknown): void;
  /** Answers a channel with this instead. */
  answer(channel: string, handler: (input: unknown) => unknown): void;
}

/** An app in memory. */
export function createAppDouble(change: Partial<DoubleState> = {}): AppDouble {
  const state: DoubleState = { ...aDoubleState(), ...change };
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const leaves = new Map(channelsOf(contract).map(({ name, leaf }) => [name, leaf]));
  const calls: AppDouble['calls'] = [];
  const answers = new Map<string, (input: unknown) => unknown>();

  // Like the real ones, it hands out copies: whoever changes what they got changes nothing here.
  const emit = (channel: string, payload: unknown) => {
    for (const listener of listeners.get(channel) ?? []) listener(structuredClone(payload));
  };
  const update = (part: Partial<Snapshot>) => {
    state.snapshot = { ...state.snapshot, ...part, revision: state.snapshot.revision + 1 };
    emit('snapshot.changed', state.snapshot);
  };
  const handlers = handlersOver(state, update);

  const transport: Transport = {
    async request(channel, input) {
      calls.push({ channel, input });
      try {
        const leaf = leaves.get(channel);
        if (leaf?.kind !== 'request') throw new RecollectError('usage', `There is no channel ${channel}.`);
        const handle = answers.get(channel) ?? handlerOf(handlers, channel);
        const value: unknown = await handle(leaf.input.parse(input));
        return structuredClone({ ok: true, value: leaf.output.parse(value) });
      } catch (error) {
        return { ok: false, error: toFailure(error) };
      }
    },
    subscribe(channel, listener) {
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(listener));
      return () => all.delete(listener);
    },
  };

  return {
    client: createClient(transport),
    transport,
    state,
    calls,
    change: update,
    emit,
    answer: (channel, handler) => answers.set(channel, handler),
  };
}

function handlerOf(handlers: Handlers, channel: string): (input: unknown) => unknown {
  let node: unknown = handlers;
  for (const key of channel.split('.')) node = (node as Record<string, unknown>)[key];
  return node as (input: unknown) => unknown;
}

function handlersOver(state: DoubleState, update: (part: Partial<Snapshot>) => void): Handlers {
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
      facets: () => ({
        sources: countBy(state.conversations.map(({ source }) => source)).map(([name, conversations]) => ({
          name,
          conversations,
        })),
        projects: countBy(state.conversations.flatMap(({ project }) => project ?? [])).map(
          ([path, conversations]) => ({ path, conversations }),
        ),
      }),
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

/** Whether a conversation passes a filter; who said it and when are not looked at. */
function passes(
  { source, project, marks }: ConversationHeader,
  { starred, tag, hidden, ...filter }: SearchInput['filter'],
): boolean {
  return (
    (filter.source === undefined || source === filter.source) &&
    (filter.project === undefined || project === filter.project) &&
    marks.hidden === (hidden ?? false) &&
    (starred === undefined || marks.starred) &&
    (tag === undefined || marks.tags.includes(tag))
  );
}

function searchIn(state: DoubleState, input: SearchInput): SearchOutput {
  const words = input.query.toLowerCase().split(/\s+/).filter(Boolean);
  const { machine } = input.filter;
  const hits = state.conversations
    .filter((conversation) => passes(conversation, input.filter))
    .flatMap((conversation) => {
      const found = (state.messages.get(conversation.id) ?? []).find(({ parts }) =>
        words.some((word) => parts[0]?.text.toLowerCase().includes(word)),
      );
      if (!found) return [];
      const hit = aHit(conversation, found.parts[0]?.text.slice(0, 220) ?? '', words);
      const machines = state.qdrant.holders.get(conversation.id) ?? [];
      return [{ ...hit, messageId: found.id, role: found.role, machines: [...machines] }];
    })
    .filter(({ machines }) => machine === undefined || machines.includes(machine));
  const active = state.snapshot.indexes.find((index) => index.state === 'active');
  const chunks = state.snapshot.library.chunks;
  return {
    ticket: input.ticket,
    coverage: chunks === 0 || !active ? 1 : active.embedded / chunks,
    tookMs: 24,
    hits: hits.slice(0, input.limit),
    notes: [],
    facets: foundFacets(hits),
  };
}

function foundFacets(hits: readonly SearchHitView[]): FoundFacets {
  return {
    sources: countBy(hits.map(({ source }) => source)).map(([name, conversations]) => ({
      name,
      conversations,
    })),
    projects: countBy(hits.flatMap(({ project }) => project ?? [])).map(([path, conversations]) => ({
      path,
      conversations,
    })),
    months: countBy(hits.flatMap(({ time }) => time?.slice(0, 7) ?? []))
      .map(([month, conversations]) => ({ month, conversations }))
      .sort((a, b) => (a.month < b.month ? 1 : -1)),
  };
}

function countBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
