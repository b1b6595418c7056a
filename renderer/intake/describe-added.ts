import type { AddedPath } from '../../electron/shared/contract/sources.ts';
import { baseName } from '../format/names.ts';
import { formatAmount } from '../format/numbers.ts';
import type { Message } from '../state/messages.ts';

/** Says what became of paths that were given; null where there were none. What was refused is named, each with why. */
export function describeAdded(paths: readonly AddedPath[]): Omit<Message, 'id'> | null {
  if (paths.length === 0) return null;
  const of = (outcome: AddedPath['outcome']) => paths.filter((path) => path.outcome === outcome);
  const added = of('added');
  const known = of('already-known');
  const refused = of('refused');
  const details = [...refused, ...known].map(({ path, message }) =>
    message ? `${baseName(path)}: ${message}` : baseName(path),
  );
  const parts = [
    added.length > 0 && `${nameOrAmount(added)} added`,
    known.length > 0 && `${nameOrAmount(known)} ${known.length === 1 ? 'is' : 'are'} in your library already`,
    refused.length > 0 && `${nameOrAmount(refused)} could not be added`,
  ].filter((part) => part !== false);
  return { tone: refused.length > 0 ? 'error' : 'info', title: `${parts.join('; ')}.`, details };
}

function nameOrAmount(paths: readonly AddedPath[]): string {
  const [first] = paths;
  return paths.length === 1 && first ? `“${baseName(first.path)}”` : formatAmount(paths.length, 'item');
}
