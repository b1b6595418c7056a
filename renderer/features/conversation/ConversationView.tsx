import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { onMac } from '../../components/Keys.tsx';
import type { ConversationHeader } from '../../../electron/shared/contract/conversations.ts';
import { heldElsewhere } from '../../../electron/shared/held-elsewhere.ts';
import { copiedPath } from '../../format/copied-path.ts';
import { baseName, sourceName, titleOf } from '../../format/names.ts';
import { formatAmount } from '../../format/numbers.ts';
import { formatExact } from '../../format/times.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import type { View } from '../../state/navigation.ts';
import { actionOfKey, useConversationActions } from '../marks/conversation-actions.ts';
import { MarkBadges } from '../marks/MarkBadges.tsx';
import { useMarks } from '../marks/use-marks.ts';
import { FindBar } from './FindBar.tsx';
import { findText, findWords } from './find-words.ts';
import { createMessagePages } from './message-pages.ts';
import { MessageList } from './MessageList.tsx';
import './conversation.css';

type ConversationPlace = Extract<View, { readonly name: 'conversation' }>;

/** Where the reader is: a message to show, counted up so that the same one can be jumped to again. */
export interface Target {
  readonly position: number;
  readonly turn: number;
}

/** Reads one conversation. */
export function ConversationView({ view }: { readonly view: ConversationPlace }) {
  const { client, navigation } = useApp();
  const pages = useMemo(() => createMessagePages(client, view.id), [client, view.id]);
  const header = useStore(pages.store, (state) => state.header);
  const failure = useStore(pages.store, (state) => state.failure);
  const [target, setTarget] = useState<Target | null>(null);
  const [finding, setFinding] = useState(false);
  const [sought, setSought] = useState('');
  const act = useConversationActions();

  useEffect(() => {
    let left = false;
    const open = async () => {
      const position =
        view.messageId === null
          ? null
          : await client.conversations
              .position({ id: view.id, messageId: view.messageId })
              // The conversation itself will say what is wrong; without a place it opens at its beginning.
              .catch(() => null);
      await pages.open(position ?? 0);
      if (!left && position !== null) setTarget({ position, turn: 0 });
    };
    void open();
    return () => {
      left = true;
    };
  }, [client, pages, view.id, view.messageId]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((onMac ? event.metaKey : event.ctrlKey) && event.key.toLowerCase() === 'f') {
        event.preventDefault();
        setFinding(true);
        return;
      }
      const action = actionOfKey(event);
      if (header?.heldBy.length === 0 && action) {
        event.preventDefault();
        act(action, header);
      } else if (event.key === 'Escape' && !event.defaultPrevented && !finding) {
        navigation.back();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [act, finding, header, navigation]);

  const find = useMemo(
    () => (finding && sought !== '' ? findText(sought) : findWords(view.words)),
    [finding, sought, view.words],
  );

  if (failure && !header) {
    return (
      <EmptyState
        icon="alert"
        title="This conversation can’t be shown"
        actions={<Button onClick={() => navigation.back()}>Back</Button>}
      >
        {failure.message}
      </EmptyState>
    );
  }
  return (
    <div className="conversation">
      <Header header={header} onFind={() => setFinding(true)} />
      {header && header.heldBy.length > 0 && (
        <p className="conversation-elsewhere" role="note">
          {heldElsewhere(header.heldBy)}
        </p>
      )}
      {finding && (
        <FindBar
          id={view.id}
          onSeek={setSought}
          onShow={(position) => setTarget((last) => ({ position, turn: (last?.turn ?? 0) + 1 }))}
          onClose={() => {
            setFinding(false);
            setSought('');
          }}
        />
      )}
      <MessageList pages={pages} target={target} find={find} />
    </div>
  );
}

interface HeaderProps {
  readonly header: ConversationHeader | null;
  readonly onFind: () => void;
}

function Header({ header, onFind }: HeaderProps) {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  const desktop = useSnapshot(({ host }) => host.kind === 'desktop');
  const act = useConversationActions();
  const { marks: changed } = useApp();
  const marks = useStore(changed.store, (state) => header && (state.changed.get(header.id) ?? header.marks));
  const [path] = header?.paths ?? [];
  const parent = header?.parent ?? null;
  const own = header?.heldBy.length === 0;
  return (
    <header className="conversation-head">
      <IconButton icon="back" label="Back" keys="Esc" onClick={() => navigation.back()} />
      <div className="conversation-heading">
        <h1 className="truncate" dir="auto" title={header ? titleOf(header.title) : ''}>
          {header ? titleOf(header.title) : ' '}
        </h1>
        <p className="conversation-meta truncate numbers">
          {header && (
            <>
              {sourceName(header.source)}
              {header.project !== null && (
                <span title={header.project}>
                  {' '}
                  · <bdi>{baseName(header.project)}</bdi>
                </span>
              )}
              {header.startedAt !== null && <> · {formatExact(header.startedAt)}</>} ·{' '}
              {formatAmount(header.messages, 'message')}
              {header.kind === 'subagent' && ' · between machines'}
            </>
          )}
        </p>
      </div>
      {header?.resume.kind === 'command' && (
        <CopyButton text={header.resume.command} label="Copy resume command" icon="terminal" />
      )}
      {header?.resume.kind === 'link' && (
        <CopyButton text={header.resume.url} label="Copy its link" icon="link" />
      )}
      <IconButton icon="search" label="Find in conversation" keys="Mod+F" onClick={onFind} />
      {header && own && <Actions header={header} />}
      {header && own && (
        <Menu trigger={<IconButton icon="more" label="More" />}>
          <MenuItem icon="tag" onSelect={() => act('tag', header)}>
            Tags…
          </MenuItem>
          <MenuItem icon="hide" onSelect={() => act('hide', header)}>
            {marks?.hidden ? 'Show in search again' : 'Hide from search'}
          </MenuItem>
          <MenuItem icon="sparkle" onSelect={() => act('similar', header)}>
            Similar conversations…
          </MenuItem>
          <MenuItem icon="terminal" onSelect={() => act('resume', header)}>
            Go on with it in its agent
          </MenuItem>
          {desktop && path !== undefined && (
            <MenuItem
              icon="folder"
              onSelect={() => attempt(() => client.conversations.showFile({ id: header.id }))}
            >
              Show source file
            </MenuItem>
          )}
          {path !== undefined && (
            <MenuItem
              icon="copy"
              onSelect={() => attempt(() => navigator.clipboard.writeText(copiedPath(path)))}
            >
              Copy path of source file
            </MenuItem>
          )}
          {parent !== null && (
            <MenuItem
              icon="link"
              onSelect={() =>
                navigation.go({
                  name: 'conversation',
                  id: parent,
                  messageId: null,
                  words: [],
                })
              }
            >
              Open the conversation it belongs to
            </MenuItem>
          )}
        </Menu>
      )}
    </header>
  );
}

/** A star, and the copy for the clipboard. */
function Actions({ header }: { readonly header: ConversationHeader }) {
  const { client } = useApp();
  const act = useConversationActions();
  const marks = useMarks(header);
  return (
    <>
      <MarkBadges marks={{ ...marks, starred: false }} />
      <IconButton
        icon="star"
        label={marks.starred ? 'Remove the star' : 'Star'}
        keys="s"
        aria-pressed={marks.starred}
        onClick={() => act('star', header)}
      />
      <CopyButton
        text={() => client.conversations.markdown({ id: header.id })}
        label="Copy as Markdown"
        compact
      />
    </>
  );
}
