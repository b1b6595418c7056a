/**
 * Keys that work from anywhere in the window.
 */
import { onMac } from '../../components/Keys.tsx';
import type { MainViewName, Navigation } from '../../state/navigation.ts';

const views: Record<string, MainViewName> = { 1: 'overview', 2: 'search', 3: 'sources', 4: 'settings' };

/** The event that asks the search box to take the focus, where the search is shown already. */
export const FOCUS_SEARCH = 'recollect:focus-search';

/** Listens for the keys until the returned function is called. */
export function followShortcuts(navigation: Navigation, page: Document = document): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    const modifier = onMac ? event.metaKey : event.ctrlKey;
    if (event.key === 'ArrowLeft' && (onMac ? event.metaKey : event.altKey) && !isEditable(event.target)) {
      event.preventDefault();
      navigation.back();
      return;
    }
    if (!modifier || event.altKey || event.shiftKey) return;
    if (key === 'k') {
      event.preventDefault();
      navigation.go({ name: 'search' });
      page.dispatchEvent(new Event(FOCUS_SEARCH));
    } else if (key === ',') {
      event.preventDefault();
      navigation.go({ name: 'settings' });
    } else if (views[key] && !navigationIsTheBrowsers()) {
      event.preventDefault();
      navigation.go({ name: views[key] });
    }
  };
  page.addEventListener('keydown', onKeyDown);
  return () => page.removeEventListener('keydown', onKeyDown);
}

/** In a browser, Ctrl+1 belongs to its tabs. */
function navigationIsTheBrowsers(): boolean {
  return window.recollect === undefined;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
