/**
 * Takes a request from a client to its handler: checks channel and arguments, and puts the answer, or the failure,
 * into an envelope.
 */
import { contract, type RecollectContract } from '../../shared/contract/contract.ts';
import { channelsOf, type HandlersOf, type RequestLeaf } from '../../shared/contract/define.ts';
import type { Envelope } from '../../shared/contract/failure.ts';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import type { ClientContext } from './client-context.ts';

/** An answer for each request of the contract. */
export type Handlers = HandlersOf<RecollectContract, ClientContext>;

/** Answers a request; never rejects. */
export type Dispatch = (channel: string, input: unknown, client: ClientContext) => Promise<Envelope>;

interface Route {
  readonly leaf: RequestLeaf;
  readonly handler: (input: unknown, client: ClientContext) => unknown;
}

/**
 * The dispatcher of `handlers`. `report` hears of errors that are not the client's or the user's to know: their
 * stacks stay here.
 */
export function createDispatcher(
  handlers: Handlers,
  report: (channel: string, error: unknown) => void,
): Dispatch {
  const routes = new Map(
    channelsOf(contract).flatMap(({ name, leaf }) =>
      leaf.kind === 'request' ? [[name, { leaf, handler: handlerOf(handlers, name) }] as const] : [],
    ),
  );
  return async (channel, input, client) => {
    try {
      return { ok: true, value: await answer(routes.get(channel), channel, input, client) };
    } catch (error) {
      if (client.signal.aborted) return failed(new RecollectError('cancelled', 'The window was closed.'));
      if (!(error instanceof RecollectError)) report(channel, error);
      return failed(error);
    }
  };
}

function answer(route: Route | undefined, channel: string, input: unknown, client: ClientContext): unknown {
  if (!route) throw new RecollectError('usage', `There is no request "${channel.slice(0, 100)}".`);
  const parsed = route.leaf.input.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new RecollectError(
      'usage',
      `${channel} was asked wrongly${where}: ${issue?.message ?? 'invalid'}.`,
    );
  }
  client.signal.throwIfAborted();
  return route.handler(parsed.data, client);
}

function failed(error: unknown): Envelope {
  if (error instanceof RecollectError) return { ok: false, error: toFailure(error) };
  return {
    ok: false,
    error: { code: 'internal', message: 'Something went wrong in Recollect. The log says what.' },
  };
}

/** The handler at a key path. @throws where a tree of handlers lacks one: a mistake of this program. */
function handlerOf(handlers: Handlers, channel: string): Route['handler'] {
  let node: unknown = handlers;
  for (const key of channel.split('.')) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  }
  if (typeof node !== 'function') throw new Error(`${channel} has no handler.`);
  const handler = node;
  return (input, client) => Reflect.apply(handler, undefined, [input, client]) as unknown;
}
