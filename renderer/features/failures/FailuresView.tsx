import { useCallback, useEffect } from 'react';
import { Button, IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Card, Page } from '../../components/Page.tsx';
import { Path } from '../../components/Path.tsx';
import type { FailureRow } from '../../../electron/shared/contract/sources.ts';
import { copiedPath } from '../../format/copied-path.ts';
import { titleOf } from '../../format/names.ts';
import { formatAmount, formatCount } from '../../format/numbers.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { groupFailures, type FailureGroup } from './group-failures.ts';
import './failures.css';

/** Rows of one reason that are shown before there are too many to read. */
const SHOWN = 100;

/** What failed, by reason, with what can be done. */
export function FailuresView() {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.sync.failures(), [client]);
  const { loaded, reload } = useLoaded(load);
  const failed = useSnapshot(({ files }) => files.failed);
  useEffect(reload, [reload, failed]);
  const groups = loaded.status === 'ready' ? groupFailures(loaded.value) : [];

  return (
    <Page
      title="What failed"
      lead="One bad file or line costs only itself: everything around it was read."
      actions={
        <>
          <Button icon="back" tone="quiet" onClick={() => navigation.back()}>
            Back
          </Button>
          {groups.length > 0 && (
            <Button
              tone="primary"
              icon="refresh"
              onClick={() =>
                attempt(async () => {
                  await client.sync.retry();
                  reload();
                })
              }
            >
              Retry all
            </Button>
          )}
        </>
      }
    >
      {loaded.status === 'failed' && (
        <EmptyState
          icon="alert"
          title="What failed can’t be shown"
          actions={<Button onClick={reload}>Try again</Button>}
        >
          {loaded.failure.message}
        </EmptyState>
      )}
      {loaded.status === 'ready' && groups.length === 0 && (
        <EmptyState icon="check" title="Nothing failed">
          Every file was read and every text embedded.
        </EmptyState>
      )}
      {groups.map((group) => (
        <Group key={group.title} group={group} />
      ))}
    </Page>
  );
}

function Group({ group }: { readonly group: FailureGroup }) {
  const rest = group.rows.length - SHOWN;
  return (
    <Card
      title={group.title}
      aside={<span className="numbers failure-count">{formatCount(group.count)}</span>}
      flush
    >
      {group.advice && <p className="failure-advice">{group.advice}</p>}
      <ul className="row-list">
        {group.rows.slice(0, SHOWN).map((row) => (
          <Row key={keyOf(row)} row={row} />
        ))}
      </ul>
      {rest > 0 && <p className="failure-advice numbers">and {formatCount(rest)} more</p>}
    </Card>
  );
}

function keyOf(row: FailureRow): string {
  return row.kind === 'text' ? `${row.conversationId} ${row.at}` : `${row.kind} ${row.path}`;
}

function leftOut({ count, firstName }: Extract<FailureRow, { kind: 'lines' }>): string {
  return firstName === null
    ? formatAmount(count, 'time')
    : `${formatAmount(count, 'time')}, first: “${firstName}”`;
}

function Row({ row }: { readonly row: FailureRow }) {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  const desktop = useSnapshot(({ host }) => host.kind === 'desktop');
  if (row.kind === 'text') {
    const open = () =>
      navigation.go({ name: 'conversation', id: row.conversationId, messageId: null, words: [] });
    return (
      <li className="failure">
        <div className="failure-text">
          <span className="truncate" dir="auto">
            {titleOf(row.title)}
          </span>
          <span className="failure-why">{row.reason}</span>
        </div>
        <IconButton icon="link" label="Open conversation" onClick={open} />
      </li>
    );
  }
  return (
    <li className="failure">
      <div className="failure-text">
        <Path path={row.path} />
        <span className="failure-why numbers">
          {row.kind === 'lines'
            ? leftOut(row)
            : `${row.failure.message}${row.attempts > 1 ? ` Tried ${row.attempts} times.` : ''}`}
        </span>
      </div>
      {desktop && (
        <IconButton
          icon="folder"
          label="Show in its folder"
          onClick={() => attempt(() => client.sync.showFailedFile({ path: row.path }))}
        />
      )}
      <CopyButton text={copiedPath(row.path)} label="Copy path" compact />
    </li>
  );
}
