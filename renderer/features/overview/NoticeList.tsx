import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import type { Notice } from '../../../electron/shared/contract/snapshot.ts';
import type { ErrorCode } from '../../../electron/shared/errors.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';

/** What the user should know, each with what can be done about it. */
export function NoticeList() {
  const notices = useSnapshot((snapshot) => snapshot.notices);
  const failed = useSnapshot(({ sync }) => (sync.phase === 'failed' ? sync.failure : null));
  const all: readonly Notice[] = failed
    ? [{ id: 'sync', level: 'error', message: failed.message, action: actionOf(failed.code) }, ...notices]
    : notices;
  if (all.length === 0) return null;
  return (
    <ul className="notices" aria-label="Notices">
      {all.map((notice) => (
        <li key={notice.id} className={`notice notice-${notice.level}`}>
          <Icon name={notice.level === 'info' ? 'info' : 'alert'} />
          <span className="notice-text">{notice.message}</span>
          <NoticeAction action={notice.action} />
        </li>
      ))}
    </ul>
  );
}

/** What trying again alone does not mend is set right in the settings, and then goes on by itself. */
const settled: ReadonlySet<ErrorCode> = new Set([
  'consent-needed',
  'spending-limit',
  'voyage-key-missing',
  'voyage-key-refused',
]);

function actionOf(code: ErrorCode): Notice['action'] {
  return settled.has(code) ? 'open-settings' : 'retry';
}

function NoticeAction({ action }: Pick<Notice, 'action'>) {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  switch (action) {
    case 'none':
      return null;
    case 'retry':
      return <Button onClick={() => attempt(() => client.sync.retry())}>Retry</Button>;
    case 'show-log':
      return <Button onClick={() => attempt(() => client.system.showLog())}>Show log</Button>;
    case 'show-failures':
      return <Button onClick={() => navigation.go({ name: 'failures' })}>Show what failed</Button>;
    case 'open-settings':
      return <Button onClick={() => navigation.go({ name: 'settings' })}>Settings</Button>;
  }
}
