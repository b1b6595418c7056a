import { useEffect, useState } from 'react';
import { useAttempt } from '../state/app.tsx';
import { Button, IconButton } from './Button.tsx';

/** How long it says that it was copied, ms. */
const SAID_FOR = 1_600;

interface CopyButtonProps {
  /** The text, or what makes it. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  /** Only the icon, with the label as its name. */
  readonly compact?: boolean;
}

/** Copies a text and says so on itself. */
export function CopyButton({ text, label, compact = false }: CopyButtonProps) {
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
  const icon = copied ? 'check' : 'copy';
  return compact ? (
    <IconButton icon={icon} label={name} onClick={copy} />
  ) : (
    <Button icon={icon} tone="quiet" onClick={copy}>
      {name}
    </Button>
  );
}
