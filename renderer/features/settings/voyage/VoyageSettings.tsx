import { useCallback, useState } from 'react';
import { modelOf, voyageModels } from '../../../../electron/shared/voyage-models.ts';
import type { AppSettings } from '../../../../electron/shared/contract/settings.ts';
import { Button } from '../../../components/Button.tsx';
import { formatAmount, formatCount, formatDollars } from '../../../format/numbers.ts';
import { useApp, useAttempt, useSnapshot } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';
import { Group, Setting, SwitchSetting } from '../Setting.tsx';
import { CompareDialog } from './CompareDialog.tsx';
import { CostDialog } from './CostDialog.tsx';
import { ExcludeDialog } from './ExcludeDialog.tsx';
import { IndexList } from './IndexList.tsx';
import { KeySetting } from './KeySetting.tsx';
import { LimitField } from './LimitField.tsx';
import { PricesDialog } from './PricesDialog.tsx';
import './voyage.css';

type Open = 'nothing' | 'prices' | 'cost' | 'exclude' | 'compare';

/** Everything about the second provider: its key, model, cost and limits, and what never goes there. */
export function VoyageSettings() {
  const { client } = useApp();
  const attempt = useAttempt();
  const settings = useSnapshot((snapshot) => snapshot.settings.voyage);
  const chunks = useSnapshot((snapshot) => snapshot.library.chunks);
  const indexes = useSnapshot((snapshot) => snapshot.indexes);
  const load = useCallback(() => client.voyage.state(), [client]);
  const { loaded, reload } = useLoaded(load);
  const reached = useSnapshot(
    ({ sync }) => sync.phase === 'failed' && sync.failure.code === 'spending-limit',
  );
  const [open, setOpen] = useState<Open>('nothing');
  const close = () => {
    setOpen('nothing');
    reload();
  };
  const set = (change: Partial<AppSettings['voyage']>) =>
    attempt(async () => {
      await client.settings.set({ voyage: { ...settings, ...change } });
      reload();
    });
  const chosen = modelOf(settings);
  const state = loaded.status === 'ready' ? loaded.value : null;
  const excluded = settings.excludedProjects.length + settings.excludedSources.length;
  const comparable = indexes.filter(({ embedded }) => embedded > 0).length > 1;
  const setModel = (name: string) => {
    const known = voyageModels.find((model) => model.name === name);
    const dimensions = known?.dimensions ?? [];
    const fits = dimensions.includes(settings.dimensions);
    set({
      model: name,
      ...(known?.int8 === false ? { dtype: 'float' as const } : {}),
      ...(fits ? {} : { dimensions: dimensions.includes(1_024) ? 1_024 : (dimensions[0] ?? 1_024) }),
    });
  };

  return (
    <Group title="Voyage">
      <KeySetting hasKey={state?.hasKey ?? false} onChanged={reload} />
      <Setting title="Model" text="Each model has an index of its own; another one is built beside it.">
        <select
          className="field"
          aria-label="Voyage model"
          value={settings.model}
          onChange={(event) => setModel(event.target.value)}
        >
          {voyageModels.map(({ name }) => (
            <option key={name} value={name}>
              {name} · {formatDollars(modelOf({ ...settings, model: name }).usdPerMillion)} per million tokens
            </option>
          ))}
          {!voyageModels.some(({ name }) => name === settings.model) && (
            <option value={settings.model}>{settings.model}</option>
          )}
        </select>
      </Setting>
      <Setting
        title="Price and limits"
        text={
          <span className="numbers">
            {formatDollars(chosen.usdPerMillion)} per million tokens as of {chosen.pricesAsOf}; at most{' '}
            {formatCount(chosen.tokensPerMinute)} tokens and{' '}
            {formatAmount(chosen.requestsPerMinute, 'request')} a minute.
          </span>
        }
      >
        <Button onClick={() => setOpen('prices')}>Change…</Button>
      </Setting>
      {chosen.int8 && (
        <SwitchSetting
          title="Short vectors"
          text="A quarter of the room, in the library and on the way, for a ranking that is nearly the same. Vectors that are there stay as they are."
          checked={settings.dtype === 'int8'}
          onChange={(short) => set({ dtype: short ? 'int8' : 'float' })}
        />
      )}
      <Setting
        title="Cost"
        text={
          state?.whyAsk ??
          'You have agreed to what is sent. You are asked again when sources or the price grow.'
        }
      >
        <Button onClick={() => setOpen('cost')} disabled={chunks === 0}>
          {state?.whyAsk === null ? 'Show cost' : 'See what it costs'}
        </Button>
      </Setting>
      <Setting title="Spending limit" text={<Spent spending={state?.spending ?? []} reached={reached} />}>
        <LimitField value={settings.limitUsd} onChange={(limitUsd) => set({ limitUsd })} />
      </Setting>
      <Setting
        title="Never sent"
        text={
          <>
            Text between &lt;private&gt; and &lt;/private&gt;{excluded > 0 ? ', secrets' : ' and secrets'}
            {state !== null && state.masked.length > 0 && (
              <>
                {' '}
                (
                {formatAmount(
                  state.masked.reduce((sum, { count }) => sum + count, 0),
                  'secret',
                )}{' '}
                masked so far)
              </>
            )}
            {excluded > 0
              ? ` and ${formatAmount(excluded, 'project or source', 'projects and sources')}.`
              : '.'}
          </>
        }
      >
        <Button onClick={() => setOpen('exclude')}>Exclude…</Button>
      </Setting>
      {comparable && (
        <Setting
          title="Compare"
          text="One question to both indexes, side by side. The question goes to Voyage."
        >
          <Button onClick={() => setOpen('compare')}>Compare…</Button>
        </Setting>
      )}
      <IndexList />
      {open === 'prices' && (
        <PricesDialog
          settings={settings}
          onClose={close}
          onSave={(change) =>
            attempt(async () => {
              await client.settings.set({ voyage: { ...settings, ...change } });
              close();
            })
          }
        />
      )}
      {open === 'cost' && (
        <CostDialog
          hasKey={state?.hasKey ?? false}
          limitUsd={settings.limitUsd}
          spentUsd={spentUsdOf(state?.spending ?? [])}
          onClose={close}
        />
      )}
      {open === 'exclude' && (
        <ExcludeDialog
          projects={settings.excludedProjects}
          sources={settings.excludedSources}
          onClose={close}
          onSave={(excludedProjects, excludedSources) => {
            set({ excludedProjects, excludedSources });
            close();
          }}
        />
      )}
      {open === 'compare' && <CompareDialog onClose={close} />}
    </Group>
  );
}

interface SpentProps {
  readonly spending: readonly {
    readonly model: string;
    readonly tokens: number;
    readonly lostTokens: number;
    readonly usd: number;
  }[];
  /** Whether the limit keeps texts from being sent. */
  readonly reached: boolean;
}

/** The running total, in a line. */
function Spent({ spending, reached }: SpentProps) {
  const limit = reached ? (
    <span className="voyage-reached">
      The limit is reached: what is sent next could pass it. Raise it to send the rest.
    </span>
  ) : (
    'Nothing is sent beyond the limit.'
  );
  if (spending.length === 0) return <>Nothing was spent so far. {limit}</>;
  const usd = spentUsdOf(spending);
  const tokens = spending.reduce((sum, row) => sum + row.tokens, 0);
  const lost = spending.reduce((sum, row) => sum + row.lostTokens, 0);
  return (
    <span className="numbers">
      {formatDollars(usd)} for {formatCount(tokens)} tokens so far
      {lost > 0 && <>, {formatCount(lost)} of them paid twice after an interruption</>}. {limit}
    </span>
  );
}

function spentUsdOf(spending: SpentProps['spending']): number {
  return spending.reduce((sum, { usd }) => sum + usd, 0);
}
