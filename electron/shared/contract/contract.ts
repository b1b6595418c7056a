/**
 * What a window can ask of the app and what the app tells it: the one object that main's handlers, the preload's
 * bridge, the browser's client and the tests' double are derived from.
 */
import { z } from 'zod';
import { agentAccessSchema } from './agents.ts';
import { browsedSchema, conversationHeaderSchema, MESSAGE_PAGE, messagePageSchema } from './conversations.ts';
import { event, request } from './define.ts';
import { memoryHistorySchema } from './memory.ts';
import {
  machinePointsSchema,
  qdrantServerSchema,
  qdrantStateSchema,
  sendingPreviewSchema,
  serverCheckSchema,
} from './qdrant.ts';
import { facetsSchema, searchHitSchema, searchInputSchema, searchOutputSchema } from './search.ts';
import { settingsSchema } from './settings.ts';
import { marksChangeSchema, marksSchema } from '../marks.ts';
import { savedSearchSchema } from '../saved-search.ts';
import { searchFilterSchema } from '../search-filter.ts';
import { snapshotSchema } from './snapshot.ts';
import {
  addedPathSchema,
  discoveredSourceSchema,
  failureRowSchema,
  restoredOriginalsSchema,
  sourceSchema,
} from './sources.ts';
import {
  agreementSchema,
  comparisonSchema,
  costEstimateSchema,
  storedIndexSchema,
  voyageStateSchema,
} from './voyage.ts';

const nothing = z.void();
const path = z.string().min(1).max(32_768);
const conversationId = z.string().min(3).max(1_024);

/** The contract. Channels are key paths: `search.run`. */
export const contract = {
  snapshot: {
    /** The state as it is now. */
    get: request(nothing, snapshotSchema),
    /** The state after a change, at most ten times a second. */
    changed: event(snapshotSchema),
  },
  sync: {
    /** Begins nothing new; what is in flight is finished. `minutes` null: until `resume`. */
    pause: request(z.strictObject({ minutes: z.number().positive().max(10_080).nullable() }), nothing),
    resume: request(nothing, nothing),
    /** Looks at all sources now. */
    now: request(nothing, nothing),
    /** Tries failed files and quarantined texts again, and lets a provider that gave up start again. */
    retry: request(nothing, nothing),
    /** What failed and why, and what was left out; at most 1,000 rows. */
    failures: request(nothing, z.array(failureRowSchema)),
    /** Shows a file that failed in the system's file manager. Desktop only. */
    showFailedFile: request(z.strictObject({ path }), nothing),
  },
  sources: {
    list: request(nothing, z.array(sourceSchema)),
    /** Looks for histories on this machine, with their sizes. Takes a moment. */
    discover: request(nothing, z.array(discoveredSourceSchema)),
    /** Adds folders, files or zips and begins to read them. */
    add: request(z.strictObject({ paths: z.array(path).min(1).max(1_000) }), z.array(addedPathSchema)),
    /** Adds the bundled sample conversations. */
    addSample: request(nothing, z.array(addedPathSchema)),
    setPaused: request(z.strictObject({ id: z.int(), paused: z.boolean() }), nothing),
    /** Writes its files that there are copies of into a new folder below the data folder. Takes a while. */
    restoreOriginals: request(z.strictObject({ id: z.int() }), restoredOriginalsSchema),
    /** Stops keeping it in step; with `conversations`, what only it holds leaves the library too. */
    remove: request(z.strictObject({ id: z.int(), conversations: z.boolean() }), nothing),
  },
  search: {
    /** Somebody is about to search: what the first search would wait for is started. */
    prepare: request(nothing, nothing),
    run: request(searchInputSchema, searchOutputSchema),
    /** First hits by word, before the answer of `run` with the same ticket. */
    partial: event(searchOutputSchema),
    cancel: request(z.strictObject({ ticket: z.string().max(64) }), nothing),
    facets: request(nothing, facetsSchema),
  },
  conversations: {
    /** The newest first. */
    recent: request(
      z.strictObject({ limit: z.int().min(1).max(200), before: z.number().nullable() }),
      z.array(conversationHeaderSchema),
    ),
    /** Those that pass a filter, without anything to look for. */
    browse: request(
      z.strictObject({ filter: searchFilterSchema, limit: z.int().min(1).max(200) }),
      browsedSchema,
    ),
    header: request(z.strictObject({ id: conversationId }), conversationHeaderSchema),
    messages: request(
      z.strictObject({
        id: conversationId,
        from: z.int().nonnegative(),
        count: z.int().min(1).max(MESSAGE_PAGE),
      }),
      messagePageSchema,
    ),
    /** Positions of the messages that contain `text`, whatever its case; at most 10,000. */
    find: request(
      z.strictObject({ id: conversationId, text: z.string().min(1).max(1_000) }),
      z.array(z.int().nonnegative()),
    ),
    /** The position of a message, for jumping to a hit. */
    position: request(
      z.strictObject({ id: conversationId, messageId: z.string().max(1_024) }),
      z.int().nonnegative().nullable(),
    ),
    /** As Markdown, for the clipboard. */
    markdown: request(z.strictObject({ id: conversationId }), z.string()),
    /** Conversations like it, by the vectors that are stored: none before it is embedded. */
    similar: request(
      z.strictObject({ id: conversationId, limit: z.int().min(1).max(50) }),
      z.array(searchHitSchema),
    ),
    /** Shows the file that holds it in the system's file manager. Desktop only. */
    showFile: request(z.strictObject({ id: conversationId }), nothing),
  },
  marks: {
    /** Stars, hides from search or tags a conversation, or takes that back; answers with its marks. */
    change: request(z.strictObject({ id: conversationId, change: marksChangeSchema }), marksSchema),
    /** Conversations that are starred, or hidden, the newest first. */
    list: request(
      z.strictObject({ list: z.enum(['starred', 'hidden']), limit: z.int().min(1).max(200) }),
      z.array(conversationHeaderSchema),
    ),
    /** Every tag, the most used first. */
    tags: request(nothing, z.array(z.strictObject({ tag: z.string(), conversations: z.int() }))),
  },
  savedSearches: {
    list: request(nothing, z.array(savedSearchSchema)),
    /** Keeps a search; one of the same name is replaced. */
    save: request(savedSearchSchema, nothing),
    remove: request(z.strictObject({ name: z.string().max(120) }), nothing),
  },
  memory: {
    history: request(z.strictObject({ range: z.enum(['session', 'week']) }), memoryHistorySchema),
  },
  settings: {
    /** Changes what is given and answers with all. A server is set by `qdrant.connect`, which says what it gets. */
    set: request(settingsSchema.omit({ qdrant: true }).partial(), settingsSchema),
    /** Ends the first run: the window is shown as usual from now on. */
    finishFirstRun: request(nothing, nothing),
  },
  voyage: {
    state: request(nothing, voyageStateSchema),
    /** Keeps a key in the system's keychain, or forgets it. Desktop only; elsewhere it is in the environment. */
    setKey: request(z.strictObject({ key: z.string().trim().min(8).max(512).nullable() }), nothing),
    /** What everything that waits would cost. Goes through all of it: takes some seconds in a large library. */
    estimate: request(nothing, costEstimateSchema),
    /** The user agrees to what they were shown; from now on texts may be sent. */
    accept: request(agreementSchema, nothing),
  },
  indexes: {
    list: request(nothing, z.array(storedIndexSchema)),
    /** Removes one that is neither filled nor searched; texts and conversations stay. */
    remove: request(z.strictObject({ id: z.int() }), nothing),
    /** Asks both indexes by meaning. The question goes to Voyage. */
    compare: request(
      z.strictObject({ query: z.string().min(1).max(4_000), limit: z.int().min(1).max(50) }),
      comparisonSchema,
    ),
  },
  qdrant: {
    state: request(nothing, qdrantStateSchema),
    /** Asks a server whether it can be used, and what is there. Sends nothing of the library. */
    test: request(qdrantServerSchema, serverCheckSchema),
    /** What a server would get, before it gets it. */
    preview: request(qdrantServerSchema, sendingPreviewSchema),
    /** Uses a server from now on: what the library has embedded is sent there. The user was shown what. */
    connect: request(qdrantServerSchema, nothing),
    /**
     * Uses the library's own index again, and forgets the key. With `fetch`, vectors that the library lacks are taken
     * from the server first; with `removePoints`, what only this machine holds there is removed.
     */
    disconnect: request(z.strictObject({ fetch: z.boolean(), removePoints: z.boolean() }), nothing),
    /** A server that is away is tried now. */
    retry: request(nothing, nothing),
    /** Who fills the collection of the server that is in use. */
    machines: request(nothing, z.array(machinePointsSchema)),
    /** Removes what only that machine holds; answers with the number of points. */
    removeMachine: request(
      z.strictObject({ machine: z.string().min(1).max(200) }),
      z.strictObject({ removed: z.int().nonnegative() }),
    ),
  },
  agents: {
    /** How agents reach the app. Refused while the settings don't let them in, or no port could be had. */
    access: request(nothing, agentAccessSchema),
  },
  system: {
    /** Shows a folder to choose from and answers with what was chosen. Desktop only; a browser drops or uploads. */
    chooseFolders: request(nothing, z.array(path)),
    showLog: request(nothing, nothing),
    /**
     * Moves a damaged library out of the way and begins a new one; answers with where the old one is. Refused while the
     * library is not damaged.
     */
    setLibraryAside: request(nothing, path),
    /** Shows the data folder in the system's file manager. Desktop only. */
    showDataFolder: request(nothing, nothing),
  },
  window: {
    /** What became of paths that were given outside of the window: by a menu, or by a second launch. */
    added: event(z.array(addedPathSchema)),
    /** The host wants the window to show a view: a tray entry, a second launch, a menu. */
    navigate: event(z.strictObject({ view: z.enum(['overview', 'search', 'sources', 'settings']) })),
  },
} as const;

/** The contract's type. */
export type RecollectContract = typeof contract;
