import { useCallback } from 'react';
import { copiedPath } from '../../format/copied-path.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Path } from '../../components/Path.tsx';
import { LEAST_CEILING_MB, type AppSettings } from '../../../electron/shared/contract/settings.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { AgentSettings } from './AgentSettings.tsx';
import { CeilingField } from './CeilingField.tsx';
import { ChoiceSetting, Group, Setting, SwitchSetting } from './Setting.tsx';
import { ProviderSetting } from './ProviderSetting.tsx';
import { QdrantSettings } from './qdrant/QdrantSettings.tsx';
import { VoyageSettings } from './voyage/VoyageSettings.tsx';
import './sending.css';
import './settings.css';

const paceText: Record<AppSettings['pace'], string> = {
  gentle: 'One embedder, which makes way for whatever else you do.',
  balanced: 'Leaves half of the processor to you.',
  full: 'As fast as this computer can. Good overnight.',
};

const copiesText: Record<AppSettings['keepOriginals'], string> = {
  none: 'No more copies are made. Those that are there stay, and can be restored from Sources.',
  'deleted-by-vendor':
    'Claude Code and Gemini CLI delete their files after 30 days. Compressed copies stay in the data folder, and can be restored from Sources.',
  all: 'A compressed copy of every file that was read stays in the data folder, and can be restored from Sources. Databases are left out.',
};

/** What can be set. Every change holds at once. */
export function SettingsView() {
  const { client } = useApp();
  const attempt = useAttempt();
  const settings = useSnapshot((snapshot) => snapshot.settings);
  const host = useSnapshot((snapshot) => snapshot.host);
  const desktop = host.kind === 'desktop';
  const set = useCallback(
    (change: Partial<AppSettings>) => attempt(() => client.settings.set(change)),
    [attempt, client],
  );

  return (
    <Page title="Settings">
      <Group title="Embedding">
        <ProviderSetting />
        <Setting
          title="Memory ceiling"
          text={`The most that one embedder may have, at least ${LEAST_CEILING_MB} MB. It is replaced before it gets there, between two texts, and nothing is lost.`}
        >
          <CeilingField
            value={settings.memoryCeilingMb}
            onChange={(memoryCeilingMb) => set({ memoryCeilingMb })}
          />
        </Setting>
        <ChoiceSetting
          title="Pace"
          text={paceText[settings.pace]}
          value={settings.pace}
          choices={[
            { value: 'gentle', label: 'Gentle' },
            { value: 'balanced', label: 'Balanced' },
            { value: 'full', label: 'Full' },
          ]}
          onChange={(pace) => set({ pace })}
        />
        <SwitchSetting
          title="Gentle on battery"
          text="Embeds at the gentle pace while the computer is not plugged in."
          checked={settings.gentleOnBattery}
          onChange={(gentleOnBattery) => set({ gentleOnBattery })}
        />
      </Group>

      <AgentSettings onChange={set} />

      <VoyageSettings />

      <QdrantSettings />

      <Group title="Window">
        <ChoiceSetting
          title="Theme"
          text="Light, dark, or as the system is."
          value={settings.theme}
          choices={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => set({ theme })}
        />
        {desktop && (
          <>
            <SwitchSetting
              title="Keep syncing when the window is closed"
              text="Recollect stays in the tray. Off: closing the window quits it."
              checked={settings.closeToTray}
              onChange={(closeToTray) => set({ closeToTray })}
            />
            <SwitchSetting
              title="Start at login"
              text="In the tray, without a window."
              checked={settings.startAtLogin}
              onChange={(startAtLogin) => set({ startAtLogin })}
            />
            <SwitchSetting
              title="Notifications"
              text="When a large import is done, and when something needs you."
              checked={settings.notifications}
              onChange={(notifications) => set({ notifications })}
            />
          </>
        )}
      </Group>

      <Group title="Data">
        <Setting title="Library" text={<Path path={host.dataDirectory} />}>
          <div className="setting-buttons">
            <CopyButton text={copiedPath(host.dataDirectory)} label="Copy path" compact />
            {desktop && (
              <Button onClick={() => attempt(() => client.system.showDataFolder())}>Show in folder</Button>
            )}
          </div>
        </Setting>
        <ChoiceSetting
          title="Copies of original files"
          text={copiesText[settings.keepOriginals]}
          value={settings.keepOriginals}
          choices={[
            { value: 'none', label: 'None' },
            { value: 'deleted-by-vendor', label: 'What gets deleted' },
            { value: 'all', label: 'All' },
          ]}
          onChange={(keepOriginals) => set({ keepOriginals })}
        />
        {desktop && (
          <Setting title="Log" text="What happened, on this computer only.">
            <Button onClick={() => attempt(() => client.system.showLog())}>Show log</Button>
          </Setting>
        )}
      </Group>

      <section className="privacy" aria-labelledby="privacy">
        <h2 id="privacy">Privacy</h2>
        <p>
          Your conversations are read, embedded and searched on this computer. Nothing is sent anywhere: there
          is no account, no telemetry and no crash report. Only if you set up Voyage or a Qdrant server are
          texts sent to it, and you see what before that.
        </p>
        <p className="privacy-version numbers">Recollect {host.version} · MIT licence</p>
      </section>
    </Page>
  );
}
