import { useState } from 'react';

interface LimitFieldProps {
  /** US dollars; null for no limit. */
  readonly value: number | null;
  readonly onChange: (limit: number | null) => void;
}

/** The most that may be spent, in all. Empty means no limit. */
export function LimitField({ value, onChange }: LimitFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (value === null ? '' : String(value));
  const amount = text.trim() === '' ? null : Number(text);
  const wrong = amount !== null && !(amount >= 0 && amount <= 1_000_000);
  const commit = () => {
    if (typed === null || wrong) return;
    setTyped(null);
    if (amount !== value) onChange(amount);
  };
  return (
    <span className="ceiling-box">
      $
      <input
        className="field numbers voyage-limit"
        type="number"
        inputMode="decimal"
        min={0}
        step={1}
        placeholder="No limit"
        aria-label="Spending limit in US dollars, empty for none"
        aria-invalid={wrong}
        value={text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setTyped(null);
        }}
      />
    </span>
  );
}
