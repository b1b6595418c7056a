import { Switch as Radix } from 'radix-ui';
import './control.css';

interface SwitchProps {
  readonly id?: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly describedBy?: string;
}

/** Something that is on or off, at once. */
export function Switch({ id, label, checked, onChange, describedBy }: SwitchProps) {
  return (
    <Radix.Root
      id={id}
      className="switch"
      aria-label={label}
      aria-describedby={describedBy}
      checked={checked}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className="switch-thumb" />
    </Radix.Root>
  );
}
