import { useState, type ChangeEvent, type KeyboardEvent } from 'react';

/** What a field of text needs to know of what is typed into it. */
interface Typed {
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  readonly onBlur: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * What is typed over a kept text. It is kept itself when the field is left or Enter is pressed, if it is possible at
 * all; Escape brings back what is kept.
 */
export function useTyped(
  kept: string,
  isPossible: (text: string) => boolean,
  keep: (text: string) => void,
): Typed {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed === null || !isPossible(typed)) return;
    setTyped(null);
    keep(typed);
  };
  return {
    value: typed ?? kept,
    onChange: (event) => setTyped(event.target.value),
    onBlur: commit,
    onKeyDown: (event) => {
      if (event.key === 'Enter') commit();
      if (event.key === 'Escape') setTyped(null);
    },
  };
}
