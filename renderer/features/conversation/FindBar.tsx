import { useCallback, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { formatCount } from '../../format/numbers.ts';
import { useApp } from '../../state/app.tsx';

const PAUSE = 120;

interface FindBarProps {
  readonly id: string;
  /** What is looked for has changed. */
  readonly onSeek: (text: string) => void;
  /** The message at a position should be shown. */
  readonly onShow: (position: number) => void;
  readonly onClose: () => void;
}

/** Finds within a conversation, whose messages need not have been loaded. */
export function FindBar({ id, onSeek, onShow, onClose }: FindBarProps) {
  const { client, messages } = useApp();
  const [text, setText] = useState('');
  const [positions, setPositions] = useState<readonly number[] | null>(null);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLInputElement>(null);

  useEffect(() => box.current?.focus(), []);

  useEffect(() => {
    if (text.trim() === '') return;
    let overtaken = false;
    const timer = setTimeout(() => {
      client.conversations.find({ id, text }).then(
        (found) => {
          if (overtaken) return;
          setPositions(found);
          setAt(0);
          onSeek(text);
          const [first] = found;
          if (first !== undefined) onShow(first);
        },
        (error: unknown) => {
          messages.showError(error);
        },
      );
    }, PAUSE);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [client, id, text, onSeek, onShow, messages]);

  const go = useCallback(
    (by: number) => {
      if (!positions || positions.length === 0) return;
      const next = (at + by + positions.length) % positions.length;
      setAt(next);
      const position = positions[next];
      if (position !== undefined) onShow(position);
    },
    [at, positions, onShow],
  );

  const change = (value: string) => {
    setText(value);
    if (value.trim() !== '') return;
    setPositions(null);
    onSeek('');
  };

  return (
    <div className="find" role="search" aria-label="Find in conversation">
      <Icon name="search" size={14} />
      <input
        ref={box}
        className="find-input"
        aria-label="Find in conversation"
        placeholder="Find"
        maxLength={1_000}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            event.preventDefault();
            event.nativeEvent.stopImmediatePropagation();
            onClose();
          }
        }}
      />
      <span className="find-count numbers" role="status">
        {positions === null
          ? ''
          : positions.length === 0
            ? 'Not found'
            : `${formatCount(at + 1)} of ${formatCount(positions.length)}`}
      </span>
      <IconButton icon="chevron-up" label="Previous" keys="Shift+Enter" onClick={() => go(-1)} />
      <IconButton icon="chevron-down" label="Next" keys="Enter" onClick={() => go(1)} />
      <IconButton icon="close" label="Close" keys="Esc" onClick={onClose} />
    </div>
  );
}
