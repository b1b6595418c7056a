/**
 * The app in memory, behind the contract: what a window talks to in tests. Inputs and outputs are parsed by the same
 * schemas as the real hosts', so that a test can't rely on what they would refuse.
 */
import { contract } from '../../electron/shared/contract/contract.ts';
import { createClient, type RecollectClient, type Transport } from '../../electron/shared/contract/client.ts';
import { channelsOf } from '../../electron/shared/contract/define.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { RecollectError, toFailure } from '../../electron/shared/errors.ts';
import { handlersOver, type Handlers } from './client-handlers.ts';
import { aDoubleState, type DoubleState } from './client-state.ts';

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
