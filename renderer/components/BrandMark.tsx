import './brand-mark.css';

/** The app's mark: the bubble of its icon (scripts/icons/mark.mjs). */
export function BrandMark({ size }: { readonly size: number }) {
  return (
    <svg
      className="brand-mark"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="brand-ground" width="32" height="32" rx="7.5" />
      <path
        className="brand-bubble"
        d="M10.6 7h10.8a3.6 3.6 0 0 1 3.6 3.6v6.8a3.6 3.6 0 0 1-3.6 3.6h-5.6l-3.5 3.4c-.63.61-1.7.17-1.7-.72V21a3.6 3.6 0 0 1-3.6-3.6v-6.8a3.6 3.6 0 0 1 3.6-3.6z"
      />
      <path className="brand-line" d="M11.9 12h8.2" />
      <path className="brand-line brand-found" d="M11.9 16.1h5.4" />
    </svg>
  );
}
