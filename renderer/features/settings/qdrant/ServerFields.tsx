import type { ReactNode } from 'react';
import type { QdrantState } from '../../../../electron/shared/contract/qdrant.ts';
import { quantizations } from '../../../../electron/shared/contract/settings.ts';
import { Segments, type SegmentsProps } from '../../../components/Segments.tsx';
import { searchChoices, type ServerForm } from './server-form.ts';

interface ServerFieldsProps {
  readonly form: ServerForm;
  readonly state: QdrantState;
  /** The kept key holds for these addresses. */
  readonly keyHolds: boolean;
  readonly onChange: (change: Partial<ServerForm>) => void;
}

/** Where the server is, its key, and what this machine is called there. */
export function ServerFields({ form, state, keyHolds, onChange }: ServerFieldsProps) {
  return (
    <div className="server-fields">
      <Field label="Address" more="Of several nodes of a cluster, with commas between.">
        <input
          className="field"
          aria-label="Address"
          placeholder="https://qdrant.example:6333"
          autoComplete="off"
          spellCheck={false}
          value={form.url}
          onChange={(event) => onChange({ url: event.target.value })}
        />
      </Field>
      <KeyField form={form} state={state} keyHolds={keyHolds} onChange={onChange} />
      <Field
        label="This machine’s name"
        more="Points of an earlier name stay until they are removed from the list of machines."
      >
        <input
          className="field"
          aria-label="This machine’s name"
          placeholder={state.machine}
          maxLength={200}
          value={form.machine}
          onChange={(event) => onChange({ machine: event.target.value })}
        />
      </Field>
      <ChoiceField
        label="Search"
        value={form.search}
        choices={searchChoices}
        onChange={(search) => onChange({ search })}
      />
      <CollectionFields form={form} onChange={onChange} />
    </div>
  );
}

function KeyField({ form, state, keyHolds, onChange }: ServerFieldsProps) {
  if (state.key === 'environment' || state.keeps === 'environment') {
    return (
      <Field label="Key" more="Given to Recollect in QDRANT_API_KEY when it is started. It never comes here.">
        <span className="setting-value">{state.key === 'environment' ? 'There is one' : 'None'}</span>
      </Field>
    );
  }
  const kept = keyHolds && state.key !== 'none';
  return (
    <Field
      label="Key"
      more={
        state.keeps === 'keychain'
          ? 'Kept in this computer’s keychain. It goes to this address and nowhere else.'
          : 'This system has no keychain, so the key is not stored: Recollect forgets it when it is closed. Give it in QDRANT_API_KEY to have it again.'
      }
    >
      <input
        className="field"
        type="password"
        aria-label="Key"
        autoComplete="off"
        placeholder={kept ? 'The key that is kept' : 'None'}
        value={form.key}
        onChange={(event) => onChange({ key: event.target.value })}
      />
    </Field>
  );
}

const quantizationText: Record<ServerForm['quantization'], string> = {
  int8: 'A byte a dimension',
  binary: 'A bit',
  none: 'Whole',
};

/** How the collection is made. */
function CollectionFields({ form, onChange }: Pick<ServerFieldsProps, 'form' | 'onChange'>) {
  return (
    <details className="server-more">
      <summary>How the collection is made</summary>
      <p className="settings-note">
        These hold for a new collection; one that is there stays as it was made.
      </p>
      <ChoiceField
        label="Vectors in memory"
        value={form.quantization}
        choices={quantizations.map((value) => ({ value, label: quantizationText[value] }))}
        onChange={(quantization) => onChange({ quantization })}
      />
      <ChoiceField
        label="Full vectors"
        value={form.onDisk ? 'disk' : 'memory'}
        choices={[
          { value: 'disk', label: 'On disk' },
          { value: 'memory', label: 'In memory' },
        ]}
        onChange={(place) => onChange({ onDisk: place === 'disk' })}
      />
      <NumberField
        label="Shards"
        value={form.shards}
        most={1_024}
        onChange={(shards) => onChange({ shards })}
      />
      <NumberField
        label="Copies of each shard"
        value={form.replicas}
        most={32}
        onChange={(replicas) =>
          onChange({ replicas, writeConsistency: Math.min(form.writeConsistency, replicas) })
        }
      />
      <NumberField
        label="Copies that must have a change"
        value={form.writeConsistency}
        most={form.replicas}
        onChange={(writeConsistency) => onChange({ writeConsistency })}
      />
    </details>
  );
}

function ChoiceField<Value extends string>(choice: SegmentsProps<Value>) {
  return (
    <Field label={choice.label}>
      <Segments {...choice} />
    </Field>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, most, onChange }: NumberFieldProps) {
  return (
    <Field label={label}>
      <input
        className="field numbers server-number"
        type="number"
        aria-label={label}
        min={1}
        max={most}
        value={value}
        onChange={(event) => {
          const typed = event.target.valueAsNumber;
          if (Number.isInteger(typed) && typed >= 1 && typed <= most) onChange(typed);
        }}
      />
    </Field>
  );
}

interface FieldProps {
  readonly label: string;
  readonly more?: string;
  readonly children: ReactNode;
}

function Field({ label, more, children }: FieldProps) {
  return (
    <div className="server-field">
      <span className="server-label">{label}</span>
      <div className="server-control">
        {children}
        {more !== undefined && <span className="setting-more">{more}</span>}
      </div>
    </div>
  );
}
