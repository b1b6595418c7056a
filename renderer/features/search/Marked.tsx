import { Fragment, type ReactNode } from 'react';

/** A text with the places `[start, end, start, end, ...]` marked. Places that make no sense are left out. */
export function Marked({ text, places }: { readonly text: string; readonly places: readonly number[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (let index = 0; index + 1 < places.length; index += 2) {
    const [start = 0, end = 0] = places.slice(index, index + 2);
    if (start < at || end <= start || end > text.length) continue;
    parts.push(<Fragment key={at}>{text.slice(at, start)}</Fragment>);
    parts.push(<mark key={`mark ${start}`}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
