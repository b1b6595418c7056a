/** A Voyage provider over a stand-in, with short times. */
import { createCallPolicy } from '../../../electron/main/embedding/voyage/call-policy.ts';
import { modelOf, type ModelChange } from '../../../electron/shared/voyage-models.ts';
import { Spending } from '../../../electron/main/embedding/voyage/spending.ts';
import { TokenEstimator } from '../../../electron/main/embedding/voyage/token-estimate.ts';
import {
  VoyageProvider,
  type VoyageProviderParts,
} from '../../../electron/main/embedding/voyage/voyage-provider.ts';
import { voyageSettingsSchema, type VoyageSettings } from '../../../electron/shared/contract/settings.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { MemoryAccount } from './memory-account.ts';
import type { VoyageStandIn } from './stand-in-server.ts';

/** Pauses that let a test with retries end within a second, and time enough for an answer on any machine. */
export const shortTimes = {
  firstPauseMs: 5,
  longestPauseMs: 20,
  documentMs: 30_000,
  queryMs: 30_000,
  breakMs: 50,
};

/** A clock that runs `faster` times as fast as the real one. */
export function fastClock(faster: number) {
  const start = performance.now();
  return {
    now: () => (performance.now() - start) * faster,
    wait: (ms: number, signal: AbortSignal) => wait(ms / faster, undefined, { signal }),
  };
}

/** A provider, and what it wrote down. */
export function testVoyageProvider(
  standIn: Pick<VoyageStandIn, 'url' | 'behaviour'>,
  change: {
    readonly settings?: Partial<VoyageSettings>;
    /** What is changed of voyage-4, which has no free tokens here. */
    readonly model?: Partial<ModelChange>;
    readonly parts?: Partial<VoyageProviderParts>;
  } = {},
): { readonly provider: VoyageProvider; readonly account: MemoryAccount } {
  const settings = voyageSettingsSchema.parse({
    baseUrl: standIn.url,
    dimensions: 256,
    ...change.settings,
    models: { 'voyage-4': { freeTokens: 0, ...change.model } },
  });
  const model = modelOf(settings);
  const account = new MemoryAccount();
  const provider = new VoyageProvider({
    model,
    settings,
    fetch: globalThis.fetch,
    key: () => Promise.resolve(standIn.behaviour.key),
    account,
    books: () =>
      Promise.resolve({
        spending: new Spending(settings, settings.limitUsd, []),
        estimator: new TokenEstimator(),
      }),
    allowed: () => Promise.resolve(),
    clock: fastClock(100),
    policy: () => createCallPolicy(shortTimes),
    ...change.parts,
  });
  return { provider, account };
}
