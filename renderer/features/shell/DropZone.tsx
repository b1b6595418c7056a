import { useEffect, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Icon } from '../../components/Icon.tsx';
import { useApp, useAttempt } from '../../state/app.tsx';
import { describeAdded } from '../../intake/describe-added.ts';

/**
 * Takes what is dropped anywhere in the window, and says so while it is dragged over it. What says so covers the
 * window and is what things are dropped on: a drop on a part of a view that is drawn anew in that moment would be lost.
 */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const { over, leave } = useDrop();
  return (
    <div className="window-root">
      {children}
      {over && (
        // A pointer moves only while nothing is dragged: whatever ended the drag, the cover goes.
        <div className="drop-overlay" onDragLeave={leave} onPointerMove={leave}>
          <div className="drop-frame">
            <Icon name="upload" size={28} />
            <div className="drop-title">Drop to add to your library</div>
            <div className="drop-text">
              Folders of histories, exports from ChatGPT or Claude, single files and zips
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** Whether something is dragged over the window, and what to call when it isn't any more. */
function useDrop(): { readonly over: boolean; readonly leave: () => void } {
  const { client, intake, messages, snapshots } = useApp();
  const attempt = useAttempt();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      // At once: the next event of the drag must meet the cover.
      flushSync(() => setOver(true));
    };
    const onOver = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    };
    const onDrop = (event: DragEvent) => {
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      setOver(false);
      if (!event.dataTransfer || !carriesFiles(event)) return;
      intake.add(event.dataTransfer).then(
        (added) => {
          const message = describeAdded(added);
          if (message) messages.show(message);
          // Whoever drops something on the first run has answered its question.
          const mirror = snapshots.store.getState();
          const firstRun = mirror.status === 'ready' && mirror.snapshot.host.firstRun;
          if (firstRun && added.some(({ outcome }) => outcome !== 'refused'))
            attempt(() => client.settings.finishFirstRun());
        },
        (error: unknown) => {
          messages.showError(error);
        },
      );
    };
    document.addEventListener('dragenter', onEnter);
    document.addEventListener('dragover', onOver);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('drop', onDrop);
    };
  }, [attempt, client, intake, messages, snapshots]);
  return { over, leave: () => setOver(false) };
}
