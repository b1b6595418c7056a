/**
 * Replays a log of changes to one object, as VS Code writes sessions
 * (https://github.com/microsoft/vscode, objectMutationLog.ts): 0 sets the whole, 1 a property, 2 appends to a list,
 * after cutting it at `i`, 3 removes a property.
 */
import { z } from 'zod';

type Container = Record<string, unknown> | unknown[];

const path = z.array(z.union([z.string(), z.int().nonnegative()])).min(1);
const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal(0), v: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal(1), k: path, v: z.unknown().optional() }),
  z.object({
    kind: z.literal(2),
    k: path,
    v: z.array(z.unknown()).default([]),
    i: z.int().nonnegative().optional(),
  }),
  z.object({ kind: z.literal(3), k: path }),
]);

/** Keys that are no property of plain data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** One object, as the entries so far have made it. */
export class ObjectLog {
  state: Record<string, unknown> = {};

  /** Applies an entry. Returns false if it is none, or changes something that isn't there. */
  apply(value: unknown): boolean {
    const entry = entrySchema.safeParse(value);
    if (!entry.success) return false;
    if (entry.data.kind === 0) {
      this.state = entry.data.v;
      return true;
    }
    const container = this.containerOf(entry.data.k);
    const key = entry.data.k.at(-1) ?? '';
    if (!container) return false;
    if (entry.data.kind === 1) return set(container, key, entry.data.v);
    if (entry.data.kind === 3) return set(container, key, undefined);
    const list = get(container, key);
    if (list === undefined) return set(container, key, entry.data.v);
    if (!Array.isArray(list)) return false;
    if (entry.data.i !== undefined) list.length = Math.min(list.length, entry.data.i);
    for (const item of entry.data.v) list.push(item);
    return true;
  }

  /** What holds the last key of a path. */
  private containerOf(keys: readonly (string | number)[]): Container | null {
    let at: unknown = this.state;
    for (const key of keys.slice(0, -1)) at = isContainer(at) ? get(at, key) : undefined;
    return isContainer(at) ? at : null;
  }
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function get(container: Container, key: string | number): unknown {
  if (Array.isArray(container)) return typeof key === 'number' ? container[key] : undefined;
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

/** Sets a property; a list grows by one item at most. */
function set(container: Container, key: string | number, value: unknown): boolean {
  if (Array.isArray(container)) {
    if (typeof key !== 'number' || key > container.length) return false;
    container[key] = value;
    return true;
  }
  if (FORBIDDEN.has(String(key))) return false;
  container[key] = value;
  return true;
}
