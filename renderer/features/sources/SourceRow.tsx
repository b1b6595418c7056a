import { memo } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/Menu.tsx';
import { Path } from '../../components/Path.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import type { Source } from '../../../electron/shared/contract/sources.ts';
import { copiedPath } from '../../format/copied-path.ts';
import { sourceName } from '../../format/names.ts';
import { formatAmount, formatBytes, formatCount, shareOf } from '../../format/numbers.ts';
import { useApp, useAttempt } from '../../state/app.tsx';
import { describeRestored } from './describe-restored.ts';

interface SourceRowProps {
  readonly source: Source;
  readonly onPause: (source: Source, paused: boolean) => void;
  readonly onRemove: (source: Source) => void;
}

/** A source with its state and what can be done with it. */
export const SourceRow = memo(function SourceRow({ source, onPause, onRemove }: SourceRowProps) {
  const { client, messages, navigation } = useApp();
  const attempt = useAttempt();
  const { files, state, formats, copies } = source;
  const restore = () =>
    attempt(async () => {
      const progress = messages.show({ tone: 'progress', title: 'Restoring original files…', details: [] });
      try {
        messages.show(describeRestored(await client.sources.restoreOriginals({ id: source.id })));
      } finally {
        messages.close(progress);
      }
    });
  return (
    <li className="source">
      <span className="source-icon">
        <Icon name={iconOf(source.path)} />
      </span>
      <div className="source-text">
        <span className="source-path">{source.name ?? <Path path={source.path} />}</span>
        <span className="source-meta numbers">
          {formats.length > 0 && <>{formatCounts(formats)} · </>}
          {formatAmount(source.conversations, 'conversation')} · {formatAmount(files.total, 'file')} ·{' '}
          {formatBytes(source.bytes)}
          {files.missing > 0 && <> · {formatCount(files.missing)} no longer there</>}
          {copies.files > 0 && (
            <>
              {' '}
              · {formatCount(copies.files)} kept as copies, {formatBytes(copies.storedBytes)}
            </>
          )}
        </span>
        {files.pending > 0 && state !== 'paused' && (
          <div className="source-bar">
            <ProgressBar
              label={`Reading ${source.path}`}
              text={`${formatCount(files.total - files.pending)} of ${formatCount(files.total)} files`}
              share={shareOf(files.total - files.pending, files.total)}
            />
          </div>
        )}
      </div>
      <SourceState source={source} />
      <Menu trigger={<IconButton icon="more" label={`More about ${source.path}`} />}>
        {state !== 'missing' && (
          <MenuItem
            icon={state === 'paused' ? 'play' : 'pause'}
            onSelect={() => onPause(source, state !== 'paused')}
          >
            {state === 'paused' ? 'Keep in step again' : 'Pause'}
          </MenuItem>
        )}
        {files.failed > 0 && (
          <MenuItem icon="alert" onSelect={() => navigation.go({ name: 'failures' })}>
            Show what failed
          </MenuItem>
        )}
        {copies.files > 0 && (
          <MenuItem icon="archive" onSelect={restore}>
            Restore original files
          </MenuItem>
        )}
        <MenuItem
          icon="copy"
          onSelect={() => attempt(() => navigator.clipboard.writeText(copiedPath(source.path)))}
        >
          Copy path
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => onRemove(source)}>
          Remove…
        </MenuItem>
      </Menu>
    </li>
  );
});

/** Formats that are named; the others are counted together. */
const NAMED = 3;

/** `Claude Code 412, Codex 3, 2 of other formats`; without a count where there is only one format. */
function formatCounts(formats: Source['formats']): string {
  const [first] = formats;
  if (first && formats.length === 1) return sourceName(first.format);
  const named = formats
    .slice(0, NAMED)
    .map(({ format, files }) => `${sourceName(format)} ${formatCount(files)}`);
  const others = formats.slice(NAMED).reduce((sum, { files }) => sum + files, 0);
  return [...named, ...(others > 0 ? [`${formatCount(others)} of other formats`] : [])].join(', ');
}

/** A name with an ending is taken for a file's: the contract does not say which it is. */
function iconOf(path: string): 'archive' | 'document' | 'folder' {
  if (/\.zip$/i.test(path)) return 'archive';
  return /[^.\\/]\.(jsonl?|md|markdown|txt|log|db|sqlite3?|vscdb)$/i.test(path) ? 'document' : 'folder';
}

function SourceState({ source: { state, files } }: { readonly source: Source }) {
  if (state === 'missing') return <State tone="warning" text="Not there now" />;
  if (state === 'paused') return <State tone="quiet" text="Paused" />;
  if (files.failed > 0) return <State tone="danger" text={`${formatCount(files.failed)} failed`} />;
  if (files.pending > 0) return <State tone="accent" text={`${formatCount(files.pending)} to read`} />;
  return <State tone="good" text="In step" />;
}

function State({ tone, text }: { readonly tone: string; readonly text: string }) {
  return <span className={`source-state source-${tone} numbers`}>{text}</span>;
}
