import { useCallback } from 'react';
import { CopyButton } from '../../components/CopyButton.tsx';
import type { AppSettings } from '../../../electron/shared/contract/settings.ts';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { Group, Setting, SwitchSetting } from './Setting.tsx';

interface AgentSettingsProps {
  readonly onChange: (change: Partial<AppSettings>) => void;
}

/** Whether agents are answered over HTTP, where, and what they may do. */
export function AgentSettings({ onChange }: AgentSettingsProps) {
  const on = useSnapshot(({ settings }) => settings.agentAccess);
  const notes = useSnapshot(({ settings }) => settings.agentNotes);
  return (
    <Group title="Agents">
      <SwitchSetting
        title="Let agents ask over HTTP"
        text="Agents on this computer that have the token can search the library (MCP). Those that start programs themselves need no token: recollect mcp install claude."
        checked={on}
        onChange={(agentAccess) => onChange({ agentAccess })}
      />
      {on && <AgentAccess />}
      <SwitchSetting
        title="Let agents store notes"
        text="Notes are files in the data folder, and found like conversations. Off: agents only read."
        checked={notes}
        onChange={(agentNotes) => onChange({ agentNotes })}
      />
    </Group>
  );
}

/** What goes into an agent's settings. */
function AgentAccess() {
  const { client } = useApp();
  const load = useCallback(() => client.agents.access(), [client]);
  const { loaded } = useLoaded(load);
  if (loaded.status === 'loading') return null;
  if (loaded.status === 'failed') {
    return (
      <Setting title="Address for agents" text={loaded.failure.message}>
        <span className="setting-value">Not there</span>
      </Setting>
    );
  }
  const { url, token } = loaded.value;
  return (
    <>
      <Setting title="Address for agents" text={<code>{url}</code>}>
        <CopyButton text={url} label="Copy address" compact />
      </Setting>
      <Setting
        title="Token"
        text="Sent with each request, as “Authorization: Bearer” and the token. Keep it to yourself."
      >
        <CopyButton text={token} label="Copy token" />
      </Setting>
    </>
  );
}
