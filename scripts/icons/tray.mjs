/**
 * The tray's icons as SVG: the app's bubble with a mark for the state. The bubble is cut out around the mark, so that
 * it can be told at 16 pixels.
 */
import { BUBBLE } from './mark.mjs';

/** Brings the bubble from its own box into one of 24 x 24, as large as it can be. */
const IN_24 = 'translate(-5.78 -5.6) scale(1.111)';

/** What is drawn into the bubble, in a 24 x 24 box. */
const marks = {
  'up-to-date': '<path d="M8 10.6l2.8 2.8L16.2 8" fill="none" stroke="MARK" stroke-width="2.2"/>',
  syncing:
    '<circle cx="7.5" cy="10.5" r="1.7" fill="MARK"/><circle cx="12" cy="10.5" r="1.7" fill="MARK"/><circle cx="16.5" cy="10.5" r="1.7" fill="MARK"/>',
  paused: '<path d="M9.6 7.2v6.6M14.4 7.2v6.6" fill="none" stroke="MARK" stroke-width="2.4"/>',
  attention:
    '<path d="M12 6.4v4.8" fill="none" stroke="MARK" stroke-width="2.4"/><circle cx="12" cy="14.4" r="1.5" fill="MARK"/>',
};

/** Colours of the bubble where the system doesn't colour icons itself: told from light and dark bars alike. */
const colours = { 'up-to-date': '#6676e8', syncing: '#6676e8', paused: '#9aa0a6', attention: '#e08a2e' };

/** The names of the states. */
export const trayStates = Object.keys(marks);

/** The icon of a state. `template`: black with the mark cut out, for macOS to colour. */
export function trayIcon(state, template) {
  const mark = marks[state].replaceAll('MARK', template ? '#000' : '#fff');
  const body = template
    ? `<mask id="m"><rect width="24" height="24" fill="#fff"/>${mark}</mask><g mask="url(#m)"><path d="${BUBBLE}" transform="${IN_24}"/></g>`
    : `<path d="${BUBBLE}" transform="${IN_24}" fill="${colours[state]}"/>${mark}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;
}
