/**
 * The whole window: what it shows before there is a snapshot, on the first run, and from then on.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { useApp } from '../../state/app.tsx';
import { FirstRun } from '../first-run/FirstRun.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { DropZone } from './DropZone.tsx';
import { SimilarDialog } from '../marks/SimilarDialog.tsx';
import { TagDialog } from '../marks/TagDialog.tsx';
import { HelpOverlay } from './HelpOverlay.tsx';
import { LibraryFailed } from './LibraryFailed.tsx';
import { MessageList } from './MessageList.tsx';
import { MainView } from './MainView.tsx';
import { Sidebar } from './Sidebar.tsx';
import { followShortcuts } from './shortcuts.ts';
import './window.css';

/** The failures after which there is no library to show. */
const fatal = new Set(['library-damaged', 'library-in-use', 'library-newer', 'library-not-writable']);

/** The window. */
export function Window() {
  const app = useApp();
  useEffect(() => followShortcuts(app.navigation), [app.navigation]);
  return (
    <TooltipProvider>
      <DropZone>
        <Content />
        <ConnectionBanner />
        <TagDialog />
        <SimilarDialog />
        <HelpOverlay />
        <MessageList />
      </DropZone>
    </TooltipProvider>
  );
}

function Content() {
  const { snapshots } = useApp();
  const opening = useStore(
    snapshots.store,
    (mirror) =>
      mirror.status === 'loading' || (mirror.status === 'ready' && mirror.snapshot.sync.phase === 'opening'),
  );
  const failure = useStore(snapshots.store, (mirror) => {
    if (mirror.status === 'failed') return mirror.failure;
    if (mirror.status !== 'ready' || mirror.snapshot.sync.phase !== 'failed') return null;
    return fatal.has(mirror.snapshot.sync.failure.code) ? mirror.snapshot.sync.failure : null;
  });
  const firstRun = useStore(
    snapshots.store,
    (mirror) => mirror.status === 'ready' && mirror.snapshot.host.firstRun,
  );

  if (failure) return <LibraryFailed failure={failure} />;
  if (opening) return <Opening />;
  if (firstRun) return <FirstRun />;
  return (
    <div className="window">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Sidebar />
      <main className="window-main" id="main" tabIndex={-1}>
        <MainView />
      </main>
    </div>
  );
}

/** Until the library is there. It says so only after a moment: mostly it is there at once. */
function Opening() {
  return (
    <div className="window-opening" role="status">
      <div className="window-opening-text">
        <span className="spinner" /> Opening your library…
      </div>
    </div>
  );
}
