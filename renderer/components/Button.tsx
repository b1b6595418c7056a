import type { ComponentProps, ReactNode } from 'react';
import './button.css';
import { Icon, type IconName } from './Icon.tsx';
import { Tooltip } from './Tooltip.tsx';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly tone?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly size?: 'normal' | 'large';
  readonly children: ReactNode;
}

/** A button. `primary` is the one thing to do on a view, `quiet` has no frame until it is pointed at. */
export function Button({ tone = 'plain', icon, size = 'normal', children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={`button button-${tone} button-${size}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  readonly icon: IconName;
  /** What it does: its name for a screen reader, and its tooltip. */
  readonly label: string;
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
}

/** A button with nothing but an icon. */
export function IconButton({ icon, label, keys, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys ? { keys } : {})}>
      <button type="button" aria-label={label} {...rest} className="icon-button">
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
