/**
 * States of the indexes: two of them, a spending limit that is reached, a server in use.
 */
import { qdrantSettingsSchema } from '../../../electron/shared/contract/settings.ts';
import type { RemoteView } from '../../../electron/shared/contract/qdrant.ts';
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';
import { aHit, type DoubleState } from '../../doubles/client-state.ts';
import { aQdrantDouble, aRemote } from '../../doubles/qdrant-view.ts';
import { aBuiltVoyage } from '../../doubles/voyage-view.ts';

/** A server in use, which two other machines fill too; every other conversation is of one of them only. */
export function onServer(state: DoubleState, remote: RemoteView['state']): DoubleState {
  const { snapshot } = state;
  const qdrant = qdrantSettingsSchema.parse({ url: 'https://qdrant.example:6333' });
  const holders = state.conversations.map(
    ({ id }, at) => [id, [at % 2 === 0 ? 'workstation' : 'mara-laptop']] as const,
  );
  const conversations = state.conversations.map((conversation, at) =>
    at % 2 === 0
      ? {
          ...conversation,
          heldBy: ['workstation'],
          resume: { kind: 'none' as const, why: 'It can be gone on with where it is: on workstation.' },
          paths: [],
        }
      : conversation,
  );
  return {
    ...state,
    conversations,
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
export function twoIndexes(state: DoubleState): DoubleState {
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
export function atSpendingLimit(state: DoubleState): DoubleState {
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
      'The spending limit of $0.30 is reached: $0.29 are spent, and what is sent next could pass it. What has its vector stays. Raise the limit in the settings, or with --limit-usd, to go on.',
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
