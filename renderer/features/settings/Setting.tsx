import { useId, type ReactNode } from 'react';
import { Segments, type SegmentsProps } from '../../components/Segments.tsx';
import { Switch } from '../../components/Switch.tsx';

/** Settings that belong together. */
export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="settings-title">{title}</h2>
      <div className="settings-group">{children}</div>
    </section>
  );
}

interface SettingProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children: ReactNode;
}

/** A setting: what it is, what it does, and its control. */
export function Setting({ title, text, children }: SettingProps) {
  return (
    <div className="setting">
      <div className="setting-text">
        <div className="setting-name">{title}</div>
        <div className="setting-more">{text}</div>
      </div>
      {children}
    </div>
  );
}

interface ChoiceSettingProps<Value extends string> extends Omit<SegmentsProps<Value>, 'label'> {
  readonly title: string;
  readonly text: ReactNode;
  /** What is chosen, for those who don't see it; its title where there is none. */
  readonly label?: string;
}

/** A setting that is one of a few. */
export function ChoiceSetting<Value extends string>({
  title,
  text,
  label = title,
  ...choice
}: ChoiceSettingProps<Value>) {
  return (
    <Setting title={title} text={text}>
      <Segments label={label} {...choice} />
    </Setting>
  );
}

interface SwitchSettingProps {
  readonly title: string;
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A setting that is on or off; all of it is the switch's label. */
export function SwitchSetting({ title, text, checked, onChange }: SwitchSettingProps) {
  const id = useId();
  return (
    <label className="setting" htmlFor={id}>
      <span className="setting-text">
        <span className="setting-name">{title}</span>
        <span className="setting-more" id={`${id}-more`}>
          {text}
        </span>
      </span>
      <Switch id={id} label={title} describedBy={`${id}-more`} checked={checked} onChange={onChange} />
    </label>
  );
}
