/**
 * The answers to requests about Voyage and the indexes.
 */
import type { StoredIndexView, VoyageState } from '../../shared/contract/voyage.ts';
import { modelOf } from '../../shared/voyage-models.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Handlers } from './dispatcher.ts';
import { hitsOf } from './searches.ts';
import type { Running } from './snapshot-builder.ts';

/** What these handlers work with. */
export interface VoyageHandlerParts {
  readonly running: () => Running;
  readonly settings: SettingsStore;
  readonly changed: () => void;
}

/** An answer for each request of the two branches. */
export function createVoyageHandlers({
  running,
  settings,
  changed,
}: VoyageHandlerParts): Pick<Handlers, 'voyage' | 'indexes'> {
  /** What kept documents from being sent may have gone: they are tried again. */
  const goOn = (): void => {
    const { engine, sync } = running();
    engine.provider.retry();
    sync.providerChanged();
    changed();
  };
  return {
    voyage: {
      state: () => stateOf(running()),
      setKey: async ({ key }) => {
        await running().engine.voyageKey.write(key);
        goOn();
      },
      estimate: async (_nothing, { signal }) => {
        const estimate = await running().engine.voyage.estimate(signal);
        return {
          ...estimate,
          masked: [...estimate.masked],
          sample: [...estimate.sample],
          maskedSample: [...estimate.maskedSample],
        };
      },
      accept: async (agreement) => {
        const { engine } = running();
        await engine.library.write.consent(await engine.voyage.agreement(agreement));
        goOn();
      },
    },
    indexes: {
      list: () => indexesOf(running(), settings),
      remove: async ({ id }) => {
        await running().engine.removeIndex(id);
        changed();
      },
      compare: async ({ query, limit }, { signal }) => {
        const { local, voyage } = await running().engine.compare({ query, limit, filter: {} }, signal);
        return { local: hitsOf(query, local), voyage: hitsOf(query, voyage) };
      },
    },
  };
}

async function stateOf({ engine }: Running): Promise<VoyageState> {
  const [key, whyAsk, spending, masked] = await Promise.all([
    engine.voyageKey.read(),
    engine.voyage.whyAsk(),
    engine.voyage.spending(),
    engine.library.read.maskedSecrets(),
  ]);
  return { hasKey: key !== null, whyAsk, spending, masked };
}

async function indexesOf({ engine }: Running, settings: SettingsStore): Promise<StoredIndexView[]> {
  const [indexes, counts, spending] = await Promise.all([
    engine.library.read.indexes(),
    engine.library.read.counts(),
    engine.voyage.spending(),
  ]);
  const used = await engine.indexesInUse();
  return indexes.map(({ id, provider, model, dimensions, vectors, bytes }) => {
    const spent = provider === 'voyage' ? spending.find((row) => row.model === model) : undefined;
    const documents = spent ? spent.tokens - spent.queryTokens - spent.lostTokens : 0;
    // Of a model's indexes of several sizes, each has its share.
    const share = counts.chunks === 0 ? 0 : Math.min(1, vectors / counts.chunks);
    const usd =
      (documents / 1_000_000) * modelOf({ ...settings.current().voyage, model }).usdPerMillion * share;
    return { id, provider, model, dimensions, vectors, bytes, usd, inUse: used.includes(id) };
  });
}
