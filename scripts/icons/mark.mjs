/**
 * The app's mark in a 32 x 32 box: a speech bubble with a line that was found in it. The window draws the same shape
 * (renderer/components/BrandMark.tsx).
 */
export const BUBBLE =
  'M10.6 7h10.8a3.6 3.6 0 0 1 3.6 3.6v6.8a3.6 3.6 0 0 1-3.6 3.6h-5.6l-3.5 3.4c-.63.61-1.7.17-1.7-.72V21a3.6 3.6 0 0 1-3.6-3.6v-6.8a3.6 3.6 0 0 1 3.6-3.6z';

const GROUND = { top: '#5b6ce0', bottom: '#3f4fbd' };

/** The app's icon as SVG: the mark on its ground, with the margin that systems expect around it. */
export const appIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2.3 -2.3 36.6 36.6" stroke-width="2.1" stroke-linecap="round">
  <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="${GROUND.top}"/><stop offset="1" stop-color="${GROUND.bottom}"/>
  </linearGradient>
  <rect width="32" height="32" rx="7.5" fill="url(#ground)"/>
  <path d="${BUBBLE}" fill="#fff"/>
  <path d="M11.9 12h8.2" stroke="#4657c8"/>
  <path d="M11.9 16.1h5.4" stroke="#e9a62f"/>
</svg>`;
