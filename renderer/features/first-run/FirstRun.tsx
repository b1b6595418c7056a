import { useCallback, useState } from 'react';
import { BrandMark } from '../../components/BrandMark.tsx';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Path } from '../../components/Path.tsx';
import type { DiscoveredSource } from '../../../electron/shared/contract/sources.ts';
import { sourceName } from '../../format/names.ts';
import { formatAmount, formatBytes } from '../../format/numbers.ts';
import { describeAdded } from '../../intake/describe-added.ts';
import { useApp, useAttempt } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import './first-run.css';

/** The first thing that a new user sees: what was found, what will happen, and that nothing leaves the machine. */
export function FirstRun() {
  const { client, intake, messages } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.sources.discover(), [client]);
  const { loaded, reload } = useLoaded(load);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const found = loaded.status === 'ready' ? loaded.value : [];
  const chosen = found.filter(({ path }) => !left.has(path));

  const begin = (add: () => ReturnType<typeof intake.choose>) =>
    attempt(async () => {
      const added = await add();
      if (added.length === 0) return;
      const message = describeAdded(added);
      if (message?.tone === 'error') messages.show(message);
      if (added.some(({ outcome }) => outcome !== 'refused')) await client.settings.finishFirstRun();
    });
  const toggle = (path: string) =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(path)) after.add(path);
      return after;
    });

  return (
    <main className="first-run">
      <div className="first-run-inner">
        <BrandMark size={48} />
        <h1>Every conversation you had, found again</h1>
        <p className="first-run-lead">
          Recollect reads the histories of your AI assistants, keeps their text in one library on this
          computer, and finds it by meaning and by word.
        </p>

        <section className="first-run-found" aria-label="Found on this computer">
          {loaded.status === 'loading' && (
            <div className="first-run-note" role="status">
              <span className="spinner" /> Looking for histories on this computer…
            </div>
          )}
          {loaded.status === 'failed' && (
            <div className="first-run-note" role="alert">
              <Icon name="alert" />
              <span>{loaded.failure.message}</span>
              <Button onClick={reload}>Try again</Button>
            </div>
          )}
          {loaded.status === 'ready' && found.length === 0 && (
            <div className="first-run-note">
              <Icon name="info" />
              <span>
                No histories were found in the usual places. Drop a folder or an export, or look around with
                the sample.
              </span>
            </div>
          )}
          {found.length > 0 && (
            <ul>
              {found.map((source) => (
                <Found
                  key={source.path}
                  source={source}
                  chosen={!left.has(source.path)}
                  onToggle={() => toggle(source.path)}
                />
              ))}
            </ul>
          )}
        </section>

        <div className="first-run-actions">
          {found.length > 0 && (
            <Button
              tone="primary"
              size="large"
              disabled={chosen.length === 0}
              onClick={() => begin(() => client.sources.add({ paths: chosen.map(({ path }) => path) }))}
            >
              {importLabel(chosen, found.length)}
            </Button>
          )}
          <Button
            size="large"
            icon="folder"
            tone={found.length === 0 ? 'primary' : 'plain'}
            onClick={() => begin(() => intake.choose('folder'))}
          >
            Choose a folder…
          </Button>
          <Button size="large" tone="quiet" onClick={() => begin(() => client.sources.addSample())}>
            Look at the sample
          </Button>
        </div>
        <p className="first-run-drop">
          Or drop anything here: folders, exports from ChatGPT or Claude, zips, Markdown.
        </p>

        <ul className="first-run-promises">
          <Pledge icon="lock" title="Nothing leaves this computer">
            The model runs here. No account, no telemetry.
          </Pledge>
          <Pledge icon="document" title="Your files stay untouched">
            They are only read. What they say is kept even when they are deleted.
          </Pledge>
          <Pledge icon="overview" title="Memory has a ceiling">
            Embedding may take a while, but never much memory. Pause it whenever you like.
          </Pledge>
        </ul>
        <Button tone="quiet" onClick={() => attempt(() => client.settings.finishFirstRun())}>
          Skip for now
        </Button>
      </div>
    </main>
  );
}

function importLabel(chosen: readonly DiscoveredSource[], all: number): string {
  if (chosen.length === all) return all === 1 ? 'Import it' : 'Import all';
  return chosen.length === 0 ? 'Import' : `Import ${chosen.length} of ${all}`;
}

interface FoundProps {
  readonly source: DiscoveredSource;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}

function Found({ source, chosen, onToggle }: FoundProps) {
  return (
    <li>
      <label className="found">
        <input className="check-box" type="checkbox" checked={chosen} onChange={onToggle} />
        <span className="found-text">
          <span className="found-name">{sourceName(source.format)}</span>
          <span className="found-path">
            <Path path={source.path} />
          </span>
        </span>
        <span className="found-size numbers">
          {formatAmount(source.files, 'file')}
          <span>{formatBytes(source.bytes)}</span>
        </span>
      </label>
    </li>
  );
}

interface PledgeProps {
  readonly icon: 'lock' | 'document' | 'overview';
  readonly title: string;
  readonly children: string;
}

function Pledge({ icon, title, children }: PledgeProps) {
  return (
    <li>
      <Icon name={icon} />
      <span>
        <strong>{title}</strong> {children}
      </span>
    </li>
  );
}
