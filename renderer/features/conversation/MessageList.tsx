import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Target } from './ConversationView.tsx';
import type { Finder } from './find-words.ts';
import { Message } from './Message.tsx';
import type { MessagePages } from './message-pages.ts';

/** A message's height until it was measured, px. */
const GUESS = 140;
/** How long a jump is held on to while the messages around it are measured, ms. */
const SETTLE = 600;

interface MessageListProps {
  readonly pages: MessagePages;
  readonly target: Target | null;
  readonly find: Finder;
}

/** The messages, of which only those in sight are in the page. */
export function MessageList({ pages, target, find }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const total = useStore(pages.store, (state) => state.total);
  const messages = useStore(pages.store, (state) => state.messages);
  // The list is the one thing that renders with every scroll; what it returns is never handed to a memo.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESS,
    overscan: 6,
    getItemKey: (index) => index,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (total > 0) pages.need(first, last);
  }, [pages, total, first, last]);

  useEffect(() => {
    // Whoever came by the keyboard scrolls with it at once; a focus that is elsewhere stays there.
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);

  const position = target?.position;
  const turn = target?.turn;
  useEffect(() => {
    if (position === undefined || total === 0) return;
    virtual.scrollToIndex(position, { align: 'start' });
    // Heights above are guesses until they are measured: the place is taken again until they have settled.
    const again = setInterval(() => virtual.scrollToIndex(position, { align: 'start' }), 60);
    const stop = () => clearInterval(again);
    const timer = setTimeout(stop, SETTLE);
    const element = scroller.current;
    // Whoever scrolls by themselves is not pulled back.
    element?.addEventListener('wheel', stop, { passive: true });
    element?.addEventListener('pointerdown', stop);
    return () => {
      stop();
      clearTimeout(timer);
      element?.removeEventListener('wheel', stop);
      element?.removeEventListener('pointerdown', stop);
    };
    // `virtual` is one object for as long as the list lives.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [position, turn, total]);

  return (
    <div className="messages-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Messages">
      <div className="messages-all" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map((item) => {
          const message = messages.get(item.index);
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="messages-item"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {message ? (
                <Message message={message} find={find} current={message.position === position} />
              ) : (
                <div className="message-waiting">
                  <div className="skeleton" />
                  <div className="skeleton" />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
