import { useState, type SubmitEvent } from 'react';
import { Button } from '../../../components/Button.tsx';
import { useApp, useAttempt, useSnapshot } from '../../../state/app.tsx';
import { Setting } from '../Setting.tsx';

interface KeySettingProps {
  readonly hasKey: boolean;
  readonly onChanged: () => void;
}

/** The key: it is typed here once, and then only the keychain has it. */
export function KeySetting({ hasKey, onChanged }: KeySettingProps) {
  const { client } = useApp();
  const attempt = useAttempt();
  const desktop = useSnapshot(({ host }) => host.kind === 'desktop');
  const [typed, setTyped] = useState('');
  const write = (key: string | null) =>
    attempt(async () => {
      await client.voyage.setKey({ key });
      onChanged();
    });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = typed;
    // It leaves the page at once, whether or not it could be kept.
    setTyped('');
    write(key);
  };
  if (!desktop) {
    return (
      <Setting
        title="Key"
        text="Given to the program that serves this page, in VOYAGE_API_KEY. It never comes here."
      >
        <span className="setting-value">{hasKey ? 'There is one' : 'None'}</span>
      </Setting>
    );
  }
  if (hasKey) {
    return (
      <Setting title="Key" text="Kept in this computer’s keychain. It goes to Voyage and nowhere else.">
        <Button onClick={() => write(null)}>Forget key</Button>
      </Setting>
    );
  }
  return (
    <Setting
      title="Key"
      text="From your account at Voyage. It is kept in this computer’s keychain; VOYAGE_API_KEY is for the command line."
    >
      <form className="voyage-key" onSubmit={submit}>
        <input
          className="field"
          type="password"
          aria-label="Voyage key"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={typed.trim().length < 8}>
          Keep key
        </Button>
      </form>
    </Setting>
  );
}
