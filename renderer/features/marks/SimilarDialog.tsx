import { useCallback } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { baseName, sourceName, titleOf } from '../../format/names.ts';
import { useApp } from '../../state/app.tsx';
import type { Markable } from '../../state/marks.ts';
import { useLoaded } from '../../state/use-loaded.ts';

/** Conversations that are shown. */
const SHOWN = 8;

/** The conversations that are most like one, where that was asked for. */
export function SimilarDialog() {
  const { marks } = useApp();
  const compared = useStore(marks.store, (state) => state.compared);
  return compared && <Similar key={compared.id} {...compared} onClose={() => marks.compare(null)} />;
}

interface SimilarProps extends Pick<Markable, 'id' | 'title'> {
  readonly onClose: () => void;
}

function Similar({ id, title, onClose }: SimilarProps) {
  const { client, navigation } = useApp();
  const load = useCallback(() => client.conversations.similar({ id, limit: SHOWN }), [client, id]);
  const { loaded } = useLoaded(load);
  return (
    <Dialog
      title="Similar conversations"
      description={titleOf(title)}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {loaded.status === 'failed' && <p className="dialog-text">{loaded.failure.message}</p>}
      {loaded.status === 'ready' && loaded.value.length === 0 && (
        <p className="dialog-text">None was found. Conversations are compared once they are embedded.</p>
      )}
      {loaded.status === 'ready' && loaded.value.length > 0 && (
        <ul className="row-list" aria-label="Similar conversations">
          {loaded.value.map((hit) => (
            <li key={hit.conversationId}>
              <button
                type="button"
                className="conversation-row"
                onClick={() => {
                  onClose();
                  navigation.go({
                    name: 'conversation',
                    id: hit.conversationId,
                    messageId: hit.messageId,
                    words: [],
                  });
                }}
              >
                <span className="conversation-row-title truncate" dir="auto">
                  {titleOf(hit.title)}
                </span>
                <span className="conversation-row-meta truncate">
                  {sourceName(hit.source)}
                  {hit.project !== null && (
                    <>
                      {' '}
                      · <bdi>{baseName(hit.project)}</bdi>
                    </>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
