import { Icon } from '../../components/Icon.tsx';
import { Menu, MenuChoices, type Choice } from '../../components/Menu.tsx';

/** The value of a filter that filters nothing. */
export const ANY = '';

interface ChipProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  /** The value at which it filters nothing. */
  readonly quiet?: Value | undefined;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  /** Somebody is about to look at the choices. */
  readonly onOpen?: () => void;
}

/** A filter: a quiet chip that opens a menu, and shows what was chosen. */
export function Chip<Value extends string>({
  name,
  value,
  quiet,
  choices,
  onChange,
  onOpen,
}: ChipProps<Value>) {
  const inactive = value === (quiet ?? ANY);
  const chosen = choices.find((choice) => choice.value === value)?.label ?? value;
  return (
    <Menu
      align="start"
      {...(onOpen ? { onOpen } : {})}
      trigger={
        <button type="button" className="chip" data-active={!inactive} aria-label={`${name}: ${chosen}`}>
          {inactive ? name : chosen}
          <Icon name="chevron-down" size={12} />
        </button>
      }
    >
      <MenuChoices value={value} choices={choices} onChange={onChange} />
    </Menu>
  );
}
