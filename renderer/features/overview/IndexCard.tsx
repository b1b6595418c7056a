import { RadioGroup } from 'radix-ui';
import { Card } from '../../components/Page.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import type { IndexState } from '../../../electron/shared/contract/snapshot.ts';
import { baseName } from '../../format/names.ts';
import { formatAmount, formatCount, formatShare, shareOf } from '../../format/numbers.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { summariseRemote } from '../shell/remote-summary.ts';

const names: Record<IndexState['provider'], string> = {
  local: 'On this computer',
  voyage: 'Voyage',
};

/** Whose vectors are searched: each provider's index with its own progress. Choosing one never discards another's. */
export function IndexCard() {
  const { client } = useApp();
  const attempt = useAttempt();
  const indexes = useSnapshot((snapshot) => snapshot.indexes);
  const chosen = indexes.find(({ state }) => state === 'active')?.provider ?? '';
  const waiting = indexes.some(
    (index) =>
      index.state === 'active' &&
      index.pending > 0 &&
      indexes.some((other) => other.state === 'ready' && other.embedded > index.embedded),
  );
  const choose = (value: string) => {
    const index = indexes.find(({ provider }) => provider === value);
    if (index) attempt(() => client.settings.set({ provider: index.provider }));
  };
  return (
    <Card title="Search by meaning with">
      <RadioGroup.Root
        className="indexes"
        aria-label="Embedding provider"
        value={chosen}
        onValueChange={choose}
      >
        {indexes.map((index) => (
          <Index key={index.provider} index={index} />
        ))}
      </RadioGroup.Root>
      <ServerLine />
      {waiting && <p className="index-note">Search uses the other index until this one is complete.</p>}
    </Card>
  );
}

/** What the server is doing that has this computer's index too, where one is used. */
function ServerLine() {
  const remote = useSnapshot((snapshot) => snapshot.remote);
  if (!remote) return null;
  const { text, share } = summariseRemote(remote);
  return (
    <div className="index-note numbers">
      Qdrant server. {text}
      {share !== null && <ProgressBar label="Qdrant server" text={text} share={share} />}
    </div>
  );
}

function Index({ index }: { readonly index: IndexState }) {
  const total = index.embedded + index.pending + index.quarantined;
  const share = shareOf(index.embedded + index.quarantined, total);
  const ready = index.state !== 'not-set-up';
  const name = names[index.provider];
  return (
    <RadioGroup.Item value={index.provider} className="index" disabled={!ready}>
      <span className="index-dot" />
      <span className="index-text">
        <span className="index-name">{name}</span>
        <span className="index-model numbers">
          <span title={index.model}>{baseName(index.model)}</span> · {index.dimensions} dimensions
        </span>
      </span>
      <span className="index-share numbers">{ready ? formatShare(share) : 'Not set up'}</span>
      {ready && (
        <span className="index-bar">
          <ProgressBar
            label={`${name}, embedded`}
            text={`${formatCount(index.embedded)} of ${formatCount(total)} chunks`}
            share={share}
            tone={share === 1 ? 'good' : 'accent'}
          />
        </span>
      )}
      {ready && <KeptBack index={index} />}
    </RadioGroup.Item>
  );
}

/** What this index does not get by the user's will: nothing is missing, and nothing failed. */
function KeptBack({ index: { withheld, excluded } }: { readonly index: IndexState }) {
  const parts = [
    ...(withheld > 0 ? [`${formatAmount(withheld, 'chunk')} private`] : []),
    ...(excluded > 0 ? [`${formatAmount(excluded, 'chunk')} excluded`] : []),
  ];
  if (parts.length === 0) return null;
  return <span className="index-kept numbers">Kept back: {parts.join(', ')}</span>;
}
