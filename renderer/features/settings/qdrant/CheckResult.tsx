import type { ServerCheck } from '../../../../electron/shared/contract/qdrant.ts';
import { formatAmount } from '../../../format/numbers.ts';

/** What a server that can be used has answered. */
export function CheckResult({ check }: { readonly check: ServerCheck }) {
  const { version, tookMs, exists, points, machines, collection, exposesKey } = check;
  return (
    <div className="server-check numbers">
      <p>
        <strong>It answers.</strong> Qdrant {version}, {tookMs} ms.{' '}
        {exists
          ? `${formatAmount(points, 'point')} of ${formatAmount(machines.length, 'machine')}.`
          : 'Nothing of Recollect is there yet.'}
      </p>
      <p className="setting-more">
        {exists ? 'Collection' : 'The collection will be'} <code>{collection}</code>
      </p>
      {exposesKey && (
        <p className="server-problem">
          The key travels unencrypted. Give the server a certificate, and an address with https.
        </p>
      )}
    </div>
  );
}
