/** What the test double of the app says of Voyage: not set up, with a library that waits. Runs in a browser too. */
import type {
  ComparisonView,
  CostView,
  StoredIndexView,
  VoyageState,
} from '../../electron/shared/contract/voyage.ts';

/** Everything about Voyage that a window asks for. */
export interface VoyageDouble {
  state: VoyageState;
  estimate: CostView;
  indexes: StoredIndexView[];
  comparison: ComparisonView;
}

/** Before the user has done anything. */
export function aVoyageDouble(change: Partial<VoyageDouble> = {}): VoyageDouble {
  return {
    state: {
      hasKey: false,
      whyAsk: 'Nothing is sent to Voyage before you agree.',
      spending: [],
      masked: [],
    },
    estimate: {
      model: 'voyage-4',
      dimensions: 1_024,
      usdPerMillion: 0.06,
      pricesAsOf: '2026-11-27',
      chunks: 31_870,
      tokens: 6_812_000,
      usd: 0.41,
      margin: 0.25,
      usdFrom: 0.31,
      usdTo: 0.51,
      freeTokensLeft: 0,
      minutes: 1.2,
      leftOut: 212,
      privateTexts: 3,
      masked: [{ rule: 'github', count: 2 }],
      sample: ['Why does the login test fail only on the build machine?', 'It races the clock.'],
      maskedSample: ['… export GITHUB_TOKEN=[secret] and then …'],
    },
    indexes: [],
    comparison: { local: [], voyage: [] },
    ...change,
  };
}

/** After an index was built at Voyage, with an interruption on the way. */
export function aBuiltVoyage(): VoyageDouble {
  const model = { provider: 'voyage', model: 'voyage-4', dimensions: 1_024 };
  return aVoyageDouble({
    state: {
      hasKey: true,
      whyAsk: null,
      spending: [
        {
          model: 'voyage-4',
          calls: 620,
          tokens: 6_900_000,
          queryTokens: 1_200,
          lostTokens: 21_000,
          usd: 0.41,
        },
      ],
      masked: [{ rule: 'github', count: 2 }],
    },
    indexes: [
      {
        id: 1,
        provider: 'local',
        model: 'sentence-transformers/all-MiniLM-L6-v2',
        dimensions: 384,
        vectors: 31_870,
        bytes: 50_500_000,
        usd: 0,
        inUse: true,
      },
      { ...model, id: 2, vectors: 31_870, bytes: 134_600_000, usd: 0.41, inUse: false },
    ],
  });
}
