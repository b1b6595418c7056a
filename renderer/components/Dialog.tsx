/**
 * A question that has to be answered before anything else. The scrim is ours: radix's own locks the page's scrolling
 * with a style element, which the content security policy forbids (the page itself never scrolls).
 */
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import './popup.css';

interface DialogProps {
  readonly title: string;
  readonly description: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
  /** Its buttons, the one that does it last. */
  readonly actions: ReactNode;
}

/** A dialog; it is open for as long as it is rendered. */
export function Dialog({ title, description, onClose, children, actions }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className="scrim" />
        <Radix.Content className="dialog">
          <Radix.Title className="dialog-title">{title}</Radix.Title>
          <Radix.Description className="dialog-text">{description}</Radix.Description>
          {children}
          <div className="dialog-foot">{actions}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
