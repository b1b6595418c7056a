/**
 * Arrow keys among the rows below the search box, before anything is typed: the focus moves from row to row, above the
 * first one back into the box, and so does whatever is typed.
 */
import type { KeyboardEvent } from 'react';
import { FOCUS_SEARCH } from '../shell/shortcuts.ts';

/** Marks the element with the rows. */
export const ROWS_ID = 'search-rows';

/** Moves into the rows; nothing where there are none. */
export function focusFirstRow(): void {
  rowsOf(document.getElementById(ROWS_ID))[0]?.focus();
}

/** Handles a key that was pressed on one of the rows. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const rows = rowsOf(event.currentTarget);
  const at = rows.findIndex((row) => row === document.activeElement);
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by !== 0 && at >= 0) {
    event.preventDefault();
    if (at + by < 0) document.dispatchEvent(new Event(FOCUS_SEARCH));
    else rows[at + by]?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    document.dispatchEvent(new Event(FOCUS_SEARCH));
  } else if (
    event.key.length === 1 &&
    event.key !== ' ' &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey
  ) {
    // The letter itself then goes into the box, which has the focus by the time it is typed.
    document.dispatchEvent(new Event(FOCUS_SEARCH));
  }
}

function rowsOf(element: HTMLElement | null): HTMLButtonElement[] {
  return [...(element?.querySelectorAll<HTMLButtonElement>('li > button') ?? [])];
}
