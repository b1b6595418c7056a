/**
 * The tray's icons as SVG: a speech bubble with a mark for the state. The bubble is cut out around the mark, so that
 * it can be told at 16 pixels.
 */
const BUBBLE =
  'M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-7l-5 4.2c-.6.5-1.5.1-1.5-.7V18H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z';

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
const colours = { 'up-to-date': '#5b9bbf', syncing: '#5b9bbf', paused: '#9aa0a6', attention: '#e08a2e' };

/** The names of the states. */
export const trayStates = Object.keys(marks);

/** The icon of a state. `template`: black with the mark cut out, for macOS to colour. */
export function trayIcon(state, template) {
  const mark = marks[state].replaceAll('MARK', template ? '#000' : '#fff');
  const body = template
    ? `<mask id="m"><rect width="24" height="24" fill="#fff"/>${mark}</mask><path d="${BUBBLE}" mask="url(#m)"/>`
    : `<path d="${BUBBLE}" fill="${colours[state]}"/>${mark}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;
}
