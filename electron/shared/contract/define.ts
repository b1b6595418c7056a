/**
 * The two kinds of leaves that a contract is made of, and the types that are derived from it: what a client can call,
 * what a host must handle, and the channel names that lie between them.
 */
import type { z } from 'zod';

/** A question with one answer. `input` is parsed where it arrives, `output` where it is used. */
export interface RequestLeaf<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'request';
  readonly input: Input;
  readonly output: Output;
}

/** Something that the host says by itself, to every client that listens. */
export interface EventLeaf<Payload extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly payload: Payload;
}

/** A tree of leaves; the path of keys to a leaf is its channel: `search.run`. */
export interface Contract {
  readonly [name: string]: RequestLeaf | EventLeaf | Contract;
}

/** Declares a request. */
export function request<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): RequestLeaf<Input, Output> {
  return { kind: 'request', input, output };
}

/** Declares an event. */
export function event<Payload extends z.ZodType>(payload: Payload): EventLeaf<Payload> {
  return { kind: 'event', payload };
}

/** What a client of the contract looks like: a method a request, a `subscribe` function an event. */
export type ClientOf<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends RequestLeaf<infer Input, infer Output>
    ? (input: z.input<Input>) => Promise<z.output<Output>>
    : Tree[Name] extends EventLeaf<infer Payload>
      ? (listener: (payload: z.output<Payload>) => void) => () => void
      : ClientOf<Tree[Name]>;
};

/** What a host must provide: an answer for each request. `signal` is aborted when the client is gone. */
export type HandlersOf<Tree, Context> = {
  readonly [
    Name in keyof Tree as Tree[Name] extends EventLeaf ? never : Name
  ]: Tree[Name] extends RequestLeaf<infer Input, infer Output>
    ? (input: z.output<Input>, context: Context) => z.input<Output> | Promise<z.input<Output>>
    : HandlersOf<Tree[Name], Context>;
};

/** A leaf with its channel. */
export interface Channel {
  readonly name: string;
  readonly leaf: RequestLeaf | EventLeaf;
}

/** Every leaf of a contract, in order, with its channel's name. */
export function channelsOf(contract: Contract, prefix = ''): Channel[] {
  return Object.entries(contract).flatMap(([key, node]) =>
    isLeaf(node) ? [{ name: `${prefix}${key}`, leaf: node }] : channelsOf(node, `${prefix}${key}.`),
  );
}

/** Whether a node is a leaf and not a branch. */
export function isLeaf(node: RequestLeaf | EventLeaf | Contract): node is RequestLeaf | EventLeaf {
  return node.kind === 'request' || node.kind === 'event';
}
