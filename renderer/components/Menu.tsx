/**
 * Menus that open from a button. Not modal: radix's modal menus lock the page's scrolling with a style element,
 * which the content security policy forbids.
 */
import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import './popup.css';

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end';
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}

/** A menu and the button that opens it. */
export function Menu({ trigger, align = 'end', onOpen, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={5} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** An entry that does something. */
export function MenuItem({ icon, danger = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={`menu-item ${danger ? 'menu-item-danger' : ''}`} onSelect={onSelect}>
      {icon && <Icon name={icon} />}
      <span className="menu-item-label">{children}</span>
    </DropdownMenu.Item>
  );
}

/** An entry of a menu that is a choice. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Further information, such as a count. */
  readonly note?: string;
}

interface MenuChoicesProps<Value extends string> {
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
}

/** Entries of which exactly one is chosen. */
export function MenuChoices<Value extends string>({ value, choices, onChange }: MenuChoicesProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value}>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice.value}
          value={choice.value}
          className="menu-item"
          onSelect={() => onChange(choice.value)}
        >
          <span className="menu-check">
            <DropdownMenu.ItemIndicator>
              <Icon name="check" />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className="menu-item-label" title={choice.label}>
            {choice.label}
          </span>
          {choice.note && <span className="menu-item-note">{choice.note}</span>}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** A line between groups of entries. */
export function MenuLine() {
  return <DropdownMenu.Separator className="menu-line" />;
}
