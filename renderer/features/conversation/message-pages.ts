/**
 * A conversation's messages, asked for page by page as they come into sight.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecollectClient } from '../../../electron/shared/contract/client.ts';
import type {
  ConversationHeader,
  MessagePage,
  MessageView,
} from '../../../electron/shared/contract/conversations.ts';
import { toFailure, type Failure } from '../../../electron/shared/errors.ts';

/** Messages asked for at a time. */
const PAGE = 60;

/** What is known of a conversation so far. */
export interface Pages {
  readonly header: ConversationHeader | null;
  readonly total: number;
  /** By position. */
  readonly messages: ReadonlyMap<number, MessageView>;
  readonly failure: Failure | null;
}

/** The messages of one conversation. */
export interface MessagePages {
  readonly store: StoreApi<Pages>;
  /** Asks for its header and its first page, or the page around `position`. */
  open(position: number): Promise<void>;
  /** Sees to it that the messages from `first` to `last` come. */
  need(first: number, last: number): void;
}

/** A conversation with nothing loaded. */
export function createMessagePages(client: RecollectClient, id: string): MessagePages {
  const store = createStore<Pages>(() => ({ header: null, total: 0, messages: new Map(), failure: null }));
  const asked = new Set<number>();

  const take = ({ total, messages }: MessagePage) =>
    store.setState((state) => ({
      total,
      failure: null,
      messages: new Map([...state.messages, ...messages.map((one) => [one.position, one] as const)]),
    }));

  const load = async (page: number) => {
    if (asked.has(page)) return;
    asked.add(page);
    try {
      take(await client.conversations.messages({ id, from: page * PAGE, count: PAGE }));
    } catch (error) {
      asked.delete(page);
      store.setState({ failure: toFailure(error) });
    }
  };

  return {
    store,
    async open(position) {
      try {
        const header = await client.conversations.header({ id });
        store.setState({ header });
        await load(Math.floor(position / PAGE));
      } catch (error) {
        store.setState({ failure: toFailure(error) });
      }
    },
    need(first, last) {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) void load(page);
    },
  };
}
