import { useTyped } from '../use-typed.ts';

/** More than anybody spends; beyond it a limit is a mistyped one. */
const MOST_USD = 1_000_000;

interface LimitFieldProps {
  /** US dollars; null for no limit. */
  readonly value: number | null;
  readonly onChange: (limit: number | null) => void;
}

/** The most that may be spent, in all. Empty means no limit. */
export function LimitField({ value, onChange }: LimitFieldProps) {
  const typed = useTyped(value === null ? '' : String(value), isPossible, (text) => {
    const amount = amountOf(text);
    if (amount !== value) onChange(amount);
  });
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
        aria-invalid={!isPossible(typed.value)}
        {...typed}
      />
    </span>
  );
}

function amountOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

function isPossible(text: string): boolean {
  const amount = amountOf(text);
  return amount === null || (amount >= 0 && amount <= MOST_USD);
}
