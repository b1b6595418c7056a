/**
 * A client of the contract over any transport: the preload's over IPC, the browser's over a WebSocket, a test's over
 * a function call.
 */
import { RecollectError } from '../errors.ts';
import { contract, type RecollectContract } from './contract.ts';
import { isLeaf, type ClientOf, type Contract, type EventLeaf, type RequestLeaf } from './define.ts';
import { envelopeSchema } from './failure.ts';

/** What carries requests to the host and its events back. */
export interface Transport {
  /** Resolves with the envelope of the answer; rejects only when the host can't be reached. */
  request(channel: string, input: unknown): Promise<unknown>;
  /** Calls the listener for every event of a channel until the returned function is called. */
  subscribe(channel: string, listener: (payload: unknown) => void): () => void;
}

/** The contract as a window calls it. */
export type RecollectClient = ClientOf<RecollectContract>;

/** A client over `transport`. Its methods reject with a RecollectError that carries the host's code and sentence. */
export function createClient(transport: Transport): RecollectClient {
  // Built key by key from the object that the type is derived from.
  return branch(contract, '', transport) as RecollectClient;
}

function branch(tree: Contract, prefix: string, transport: Transport): Record<string, unknown> {
  const client: Record<string, unknown> = {};
  for (const [key, node] of Object.entries(tree)) {
    const channel = `${prefix}${key}`;
    client[key] = isLeaf(node) ? leaf(node, channel, transport) : branch(node, `${channel}.`, transport);
  }
  return client;
}

function leaf(node: RequestLeaf | EventLeaf, channel: string, transport: Transport): unknown {
  if (node.kind === 'event') {
    return (listener: (payload: unknown) => void) =>
      transport.subscribe(channel, (payload) => listener(node.payload.parse(payload)));
  }
  return async (input: unknown) => {
    const envelope = envelopeSchema.parse(await transport.request(channel, input));
    if (!envelope.ok) throw new RecollectError(envelope.error.code, envelope.error.message);
    return node.output.parse(envelope.value);
  };
}
