import { useCallback } from 'react';
import type { CostView } from '../../../../electron/shared/contract/voyage.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { formatAmount, formatCount, formatDollars, formatShare } from '../../../format/numbers.ts';
import { useApp, useAttempt } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';
import { Samples } from '../Samples.tsx';

interface CostDialogProps {
  readonly hasKey: boolean;
  /** US dollars that may be spent in all, null for any; and those that are. */
  readonly limitUsd: number | null;
  readonly spentUsd: number;
  readonly onClose: () => void;
}

/** What would be sent and cost, before anything is; and the question whether to. */
export function CostDialog({ hasKey, limitUsd, spentUsd, onClose }: CostDialogProps) {
  const { client } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.voyage.estimate(), [client]);
  const { loaded } = useLoaded(load);
  const estimate = loaded.status === 'ready' ? loaded.value : null;
  const agree = ({ model, usdPerMillion, tokens }: CostView) =>
    attempt(async () => {
      await client.voyage.accept({ model, usdPerMillion, tokens });
      await client.settings.set({ provider: 'voyage' });
      onClose();
    });
  return (
    <Dialog
      title="What Voyage would get, and what it costs"
      description="Nothing has been sent. The local index stays, and is searched until this one is complete."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button tone="primary" disabled={!estimate || !hasKey} onClick={() => estimate && agree(estimate)}>
            {estimate ? `Agree to about ${formatDollars(estimate.usd)}` : 'Agree'}
          </Button>
        </>
      }
    >
      {loaded.status === 'loading' && (
        <p className="settings-note">Going through everything that would be sent…</p>
      )}
      {loaded.status === 'failed' && <p className="ceiling-problem">{loaded.failure.message}</p>}
      {estimate && <Estimate estimate={estimate} />}
      {estimate && limitUsd !== null && spentUsd + estimate.usdTo > limitUsd && (
        <p className="settings-note">
          The spending limit may end it before all is sent: sending stops at {formatDollars(limitUsd)}, and{' '}
          {formatDollars(spentUsd)} are spent.
        </p>
      )}
      {!hasKey && <p className="settings-note">A key is needed first.</p>}
    </Dialog>
  );
}

function Estimate({ estimate }: { readonly estimate: CostView }) {
  const { chunks, tokens, margin, usd, usdFrom, usdTo, usdPerMillion, pricesAsOf } = estimate;
  const { freeTokensLeft, minutes, leftOut, masked } = estimate;
  const secrets = masked.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <dl className="sending-facts numbers">
        <dt>To send</dt>
        <dd>
          {formatAmount(chunks, 'chunk')}, about {formatAmount(tokens, 'token')}, {formatShare(margin)} more
          or less
        </dd>
        <dt>Price</dt>
        <dd>
          about {formatDollars(usd)}, between {formatDollars(usdFrom)} and {formatDollars(usdTo)}, at{' '}
          {formatDollars(usdPerMillion)} per million tokens (as of {pricesAsOf})
          {freeTokensLeft > 0 && <>; {formatCount(freeTokensLeft)} free tokens are left</>}
        </dd>
        <dt>Time</dt>
        <dd>{minutes < 1 ? 'about a minute' : `about ${formatAmount(Math.ceil(minutes), 'minute')}`}</dd>
        <dt>Not sent</dt>
        <dd>
          {leftOut + estimate.privateTexts + secrets === 0
            ? 'nothing is left out or masked'
            : `${formatAmount(leftOut, 'chunk')} excluded, ${formatCount(estimate.privateTexts)} private, ${formatAmount(secrets, 'secret')} masked`}
        </dd>
      </dl>
      {estimate.maskedSample.length > 0 && (
        <Samples title="Where secrets are masked" texts={estimate.maskedSample} />
      )}
      <Samples title="A sample, exactly as it would be sent" texts={estimate.sample} />
    </>
  );
}
