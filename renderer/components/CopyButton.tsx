import { useEffect, useState } from 'react';
import { useAttempt } from '../state/app.tsx';
import { Button, IconButton } from './Button.tsx';
import type { IconName } from './Icon.tsx';

/** How long it says that it was copied, ms. */
const SAID_FOR = 1_600;

interface CopyButtonProps {
  /** The text, or what makes it. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  /** The icon, where it isn't two sheets. */
  readonly icon?: IconName;
  /** Only the icon, with the label as its name. */
  readonly compact?: boolean;
}

/** Copies a text and says so on itself. */
export function CopyButton({ text, label, icon = 'copy', compact = false }: CopyButtonProps) {
  const attempt = useAttempt();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () =>
    attempt(async () => {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setCopied(true);
    });
  const name = copied ? 'Copied' : label;
  const shown = copied ? 'check' : icon;
  return compact ? (
    <IconButton icon={shown} label={name} onClick={copy} />
  ) : (
    <Button icon={shown} tone="quiet" onClick={copy} aria-label={name} title={name}>
      <span className="button-text">{name}</span>
    </Button>
  );
}
