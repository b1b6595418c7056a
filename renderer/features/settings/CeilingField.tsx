import { useId } from 'react';
import { LEAST_CEILING_MB } from '../../../electron/shared/contract/settings.ts';
import { useTyped } from './use-typed.ts';

/** More than any embedder needs; beyond it a ceiling is a mistyped one. */
const MOST_MB = 65_536;

interface CeilingFieldProps {
  readonly value: number;
  readonly onChange: (megabytes: number) => void;
}

/** The memory ceiling. What can't hold is not taken, and the field says why. */
export function CeilingField({ value, onChange }: CeilingFieldProps) {
  const id = useId();
  const typed = useTyped(
    String(value),
    (text) => problemOf(text) === null,
    (text) => {
      if (Number(text) !== value) onChange(Number(text));
    },
  );
  const problem = problemOf(typed.value);

  return (
    <div className="ceiling">
      <span className="ceiling-box">
        <input
          className="field numbers"
          type="number"
          inputMode="numeric"
          step={50}
          min={LEAST_CEILING_MB}
          max={MOST_MB}
          aria-label="Memory ceiling in MB"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          {...typed}
        />
        MB
      </span>
      {problem !== null && (
        <span id={id} className="ceiling-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

function problemOf(text: string): string | null {
  const megabytes = Number(text);
  if (text.trim() === '' || !Number.isInteger(megabytes)) return 'A whole number of MB, please.';
  if (megabytes < LEAST_CEILING_MB)
    return `A fresh embedder needs about ${LEAST_CEILING_MB} MB: below that, none could start.`;
  return megabytes > MOST_MB ? `At most ${MOST_MB} MB.` : null;
}
