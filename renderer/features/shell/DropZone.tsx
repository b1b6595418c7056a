import { useEffect, useState, type ReactNode } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { useApp, useAttempt } from '../../state/app.tsx';
import { describeAdded } from '../../intake/describe-added.ts';

/** Takes what is dropped anywhere in the window, and says so while it is dragged over it. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const over = useDrop();
  return (
    <div className="window-root">
      {children}
      {over && (
        <div className="drop-overlay">
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

function useDrop(): boolean {
  const { client, intake, messages, snapshots } = useApp();
  const attempt = useAttempt();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave come for every element on the way: the overlay goes when as many were left as entered.
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    };
    const onLeave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      depth = 0;
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
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [attempt, client, intake, messages, snapshots]);
  return over;
}
