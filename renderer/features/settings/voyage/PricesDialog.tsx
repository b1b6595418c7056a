import { useState } from 'react';
import type { AppSettings } from '../../../../electron/shared/contract/settings.ts';
import {
  modelOf,
  voyageModels,
  type ModelChange,
  type VoyageModel,
} from '../../../../electron/shared/voyage-models.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { formatCount } from '../../../format/numbers.ts';

type Voyage = AppSettings['voyage'];
type Figure = Exclude<keyof ModelChange, 'pricesAsOf'>;

interface PricesDialogProps {
  readonly settings: Voyage;
  readonly onClose: () => void;
  /** Keeps changes, and closes where they can be kept. */
  readonly onSave: (change: Partial<Voyage>) => void;
}

const figures: readonly { readonly name: Figure; readonly label: string; readonly whole: boolean }[] = [
  { name: 'usdPerMillion', label: 'US dollars per million tokens', whole: false },
  { name: 'freeTokens', label: 'Free tokens', whole: true },
  { name: 'tokensPerMinute', label: 'Tokens a minute', whole: true },
  { name: 'requestsPerMinute', label: 'Requests a minute', whole: true },
];

/** What the chosen model costs and how fast it may be called, where the user knows better than the table. */
export function PricesDialog({ settings, onClose, onSave }: PricesDialogProps) {
  const { model } = settings;
  const known = settings.models[model];
  const [typed, setTyped] = useState<Readonly<Record<Figure, string>>>({
    usdPerMillion: textOf(known?.usdPerMillion),
    freeTokens: textOf(known?.freeTokens),
    tokensPerMinute: textOf(known?.tokensPerMinute),
    requestsPerMinute: textOf(known?.requestsPerMinute),
  });
  const [baseUrl, setBaseUrl] = useState(settings.baseUrl);
  const table: VoyageModel | undefined = voyageModels.find(({ name }) => name === model);
  const wrong = figures.filter(({ name, whole }) => !isPossible(typed[name], whole));
  const save = () => {
    const change = changeOf(typed, known ?? null);
    const models = Object.fromEntries(Object.entries(settings.models).filter(([name]) => name !== model));
    onSave({ baseUrl: baseUrl.trim(), models: change ? { ...models, [model]: change } : models });
  };
  return (
    <Dialog
      title={`Price and limits of ${model}`}
      description={`What is empty follows the table of ${modelOf({ ...settings, models: {} }).pricesAsOf}. The estimate, the spending limit and the pace of calls go by these.`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={wrong.length > 0} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="voyage-form">
        {figures.map(({ name, label }) => (
          <label key={name}>
            <span>{label}</span>
            <input
              className="field numbers"
              inputMode="decimal"
              placeholder={table ? placeholderOf(table[name]) : ''}
              aria-invalid={wrong.some((figure) => figure.name === name)}
              value={typed[name]}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          </label>
        ))}
        <label>
          <span>Address of the API</span>
          <input
            className="field"
            type="url"
            value={baseUrl}
            onChange={(event) => setBaseUrl(event.target.value)}
          />
        </label>
      </div>
    </Dialog>
  );
}

function placeholderOf(figure: number): string {
  return Number.isInteger(figure) ? formatCount(figure) : String(figure);
}

function textOf(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? '' : String(figure);
}

function isPossible(text: string, whole: boolean): boolean {
  if (text.trim() === '') return true;
  const figure = Number(text);
  return figure >= 0 && Number.isFinite(figure) && (!whole || Number.isInteger(figure));
}

/** What was typed; null where all of it follows the table. A price that is new has the date of today. */
function changeOf(typed: Readonly<Record<Figure, string>>, known: ModelChange | null): ModelChange | null {
  const figure = (name: Figure): number | null => (typed[name].trim() === '' ? null : Number(typed[name]));
  const usdPerMillion = figure('usdPerMillion');
  const today = new Date().toISOString().slice(0, 10);
  const change: ModelChange = {
    usdPerMillion,
    freeTokens: figure('freeTokens'),
    tokensPerMinute: figure('tokensPerMinute'),
    requestsPerMinute: figure('requestsPerMinute'),
    pricesAsOf:
      usdPerMillion === null ? null : usdPerMillion === known?.usdPerMillion ? known.pricesAsOf : today,
  };
  return Object.values(change).some((value) => value !== null) ? change : null;
}
