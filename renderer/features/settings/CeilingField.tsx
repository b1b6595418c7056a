import { useId, useState } from 'react';
import { LEAST_CEILING_MB } from '../../../electron/shared/contract/settings.ts';

/** More than any embedder needs; beyond it a ceiling is a mistyped one. */
const MOST_MB = 65_536;

interface CeilingFieldProps {
  readonly value: number;
  readonly onChange: (megabytes: number) => void;
}

/** The memory ceiling. What can't hold is not taken, and the field says why. */
export function CeilingField({ value, onChange }: CeilingFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const problem = problemOf(text);

  const commit = () => {
    if (typed === null || problem !== null) return;
    setTyped(null);
    if (Number(typed) !== value) onChange(Number(typed));
  };

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
          value={text}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setTyped(null);
          }}
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
