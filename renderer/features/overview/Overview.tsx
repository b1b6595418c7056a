import { Button } from '../../components/Button.tsx';
import { Page } from '../../components/Page.tsx';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { BacklogCard } from './BacklogCard.tsx';
import { FailuresCard } from './FailuresCard.tsx';
import { IndexCard } from './IndexCard.tsx';
import { MemoryCard } from './MemoryCard.tsx';
import { NoticeList } from './NoticeList.tsx';
import { NowCard } from './NowCard.tsx';
import { PauseButton } from './PauseButton.tsx';
import { RecentCard } from './RecentCard.tsx';
import './overview.css';

/** How far the library is, what is happening, and what it costs. */
export function Overview() {
  const { client } = useApp();
  const attempt = useAttempt();
  const phase = useSnapshot(({ sync }) => sync.phase);
  const empty = useSnapshot(({ library, files }) => library.conversations === 0 && files.total === 0);
  if (empty && phase === 'idle') {
    // Curves and counts of nothing would hide the one thing to do.
    return (
      <Page title="Overview">
        <NoticeList />
        <BacklogCard />
      </Page>
    );
  }
  return (
    <Page
      title="Overview"
      actions={
        <>
          {phase === 'idle' && (
            <Button icon="refresh" onClick={() => attempt(() => client.sync.now())}>
              Check now
            </Button>
          )}
          <PauseButton />
        </>
      }
    >
      <NoticeList />
      <BacklogCard />
      <MemoryCard />
      <div className="overview-pair">
        <IndexCard />
        <NowCard />
      </div>
      <FailuresCard />
      <RecentCard />
    </Page>
  );
}
