import './keys.css';

/** Whether Ctrl is called Command here. */
export const onMac = /mac/i.test(navigator.userAgent);

const names: Record<string, [mac: string, others: string]> = {
  Mod: ['⌘', 'Ctrl'],
  Shift: ['⇧', 'Shift'],
  Alt: ['⌥', 'Alt'],
  Enter: ['↵', '↵'],
  Up: ['↑', '↑'],
  Down: ['↓', '↓'],
};

/** Keys to press together, `Mod+K`: Command on a Mac, Ctrl elsewhere. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split('+').map((key) => (
        <kbd key={key}>{names[key]?.[onMac ? 0 : 1] ?? key}</kbd>
      ))}
    </span>
  );
}
