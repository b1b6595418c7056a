/**
 * The window's icons: 16 by 16, one stroke, drawn in the colour of the text around them.
 */
const paths = {
  alert:
    'M8 5.2v3.4M8 11h.01M7 2.6 1.9 11.5a1.2 1.2 0 0 0 1 1.8h10.2a1.2 1.2 0 0 0 1-1.8L9 2.6a1.2 1.2 0 0 0-2 0z',
  archive: 'M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 8.7h3',
  back: 'M9.8 3.5 5.3 8l4.5 4.5',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  'chevron-down': 'm4 6.2 4 4 4-4',
  'chevron-right': 'm6.2 4 4 4-4 4',
  'chevron-up': 'm4 9.8 4-4 4 4',
  clock: 'M8 4.5V8l2.3 1.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  document: 'M9.5 1.8H4.2v12.4h7.6V4.2zM9.5 1.8v2.4h2.3M6.3 8h3.4M6.3 10.8h3.4',
  hide: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13 13 3',
  folder: 'M1.8 12.6V3.4h4.4l1.5 1.9h6.5v7.3z',
  info: 'M8 7.3v3.5M8 5h.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  link: 'M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.2 2.8 7.5 8.5',
  lock: 'M3.5 7.2h9v6.3h-9zM5.3 7.2V5a2.7 2.7 0 0 1 5.4 0v2.2',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  overview: 'M2.2 13.5V8.8M6.1 13.5V4.2M10 13.5V6.8M13.8 13.5V2.5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'm5 3.2 7.5 4.8L5 12.8z',
  plus: 'M8 3v10M3 8h10',
  refresh:
    'M13.3 6.3A5.6 5.6 0 0 0 3.2 5L2 6.3M2 2.8v3.5h3.5M2.7 9.7A5.6 5.6 0 0 0 12.8 11l1.2-1.3M14 13.2V9.7h-3.5',
  search: 'm10.6 10.6 3.2 3.2M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z',
  settings: 'M2 4.5h6.2M12 4.5h2M2 11.5h2M7.8 11.5H14M8.2 2.7v3.6h3.6V2.7zM4.2 9.7v3.6h3.6V9.7z',
  sources:
    'M2.2 4.2c0-1.2 2.6-2 5.8-2s5.8.8 5.8 2-2.6 2-5.8 2-5.8-.8-5.8-2zM2.2 4.2v7.6c0 1.2 2.6 2 5.8 2s5.8-.8 5.8-2V4.2M2.2 8c0 1.2 2.6 2 5.8 2s5.8-.8 5.8-2',
  sparkle:
    'M8 2v3.2M8 10.8V14M2 8h3.2M10.8 8H14M4.4 4.4l1.7 1.7M9.9 9.9l1.7 1.7M11.6 4.4 9.9 6.1M6.1 9.9l-1.7 1.7',
  star: 'm8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  tag: 'M2.3 2.3h5.2l6.2 6.2-5.2 5.2-6.2-6.2zM5.2 5.2h.01',
  terminal: 'M2 3h12v10H2zM4.5 6l2 2-2 2M8.5 10.2h3',
  tool: 'M9.4 6.6 3 13l-.9-.9 6.4-6.4a3.2 3.2 0 0 1 4-3.9l-1.9 1.9.6 1.7 1.7.6 1.9-1.9a3.2 3.2 0 0 1-4 3.9z',
  trash: 'M2.8 4.3h10.4M6.2 4.3V2.5h3.6v1.8M4 4.3l.6 9.2h6.8l.6-9.2M6.7 7v3.8M9.3 7v3.8',
  upload: 'M8 10.5V2.8M4.8 5.8 8 2.6l3.2 3.2M2.5 10.5v3h11v-3',
} as const;

/** An icon's name. */
export type IconName = keyof typeof paths;

/** An icon. It says nothing to a screen reader: what it stands beside, or its button's label, does. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
