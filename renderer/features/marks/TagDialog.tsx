import { useCallback, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { titleOf } from '../../format/names.ts';
import { useApp, useAttempt } from '../../state/app.tsx';
import type { Markable } from '../../state/marks.ts';
import { useLoaded } from '../../state/use-loaded.ts';
import { useMarks } from './use-marks.ts';
import './marks.css';

/** The dialog for tags, where one was asked for. */
export function TagDialog() {
  const { marks } = useApp();
  const tagging = useStore(marks.store, (state) => state.tagging);
  return tagging && <Tags key={tagging.id} conversation={tagging} onClose={() => marks.tag(null)} />;
}

interface TagsProps {
  readonly conversation: Markable;
  readonly onClose: () => void;
}

function Tags({ conversation, onClose }: TagsProps) {
  const { client, marks } = useApp();
  const attempt = useAttempt();
  const { tags } = useMarks(conversation);
  const [text, setText] = useState('');
  const list = useId();
  const load = useCallback(() => client.marks.tags(), [client]);
  const { loaded } = useLoaded(load);
  const known = loaded.status === 'ready' ? loaded.value : [];

  const add = () => {
    const tag = text.trim();
    if (tag === '') return;
    attempt(async () => {
      await marks.change(conversation.id, { addTags: [tag] });
      setText('');
    });
  };
  return (
    <Dialog
      title="Tags"
      description={titleOf(conversation.title)}
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ul className="tags" aria-label="Tags of this conversation">
        {tags.map((tag) => (
          <li key={tag}>
            <button
              type="button"
              className="tag"
              aria-label={`Remove the tag ${tag}`}
              onClick={() => attempt(() => marks.change(conversation.id, { removeTags: [tag] }))}
            >
              <span className="truncate" dir="auto">
                {tag}
              </span>
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <form
        className="tag-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          className="field tag-field"
          aria-label="New tag"
          placeholder="A new tag"
          list={list}
          maxLength={60}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <datalist id={list}>
          {known.map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        <Button type="submit">Add</Button>
      </form>
    </Dialog>
  );
}
