/**
 * Which view is shown. Kept in the browser's own history, so that Back and a reload do what people expect; the
 * address itself stays as it is, because it may carry the web host's token.
 */
import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

const viewSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('overview') }),
  z.strictObject({ name: z.literal('search') }),
  z.strictObject({ name: z.literal('sources') }),
  z.strictObject({ name: z.literal('settings') }),
  z.strictObject({ name: z.literal('failures') }),
  z.strictObject({
    name: z.literal('conversation'),
    id: z.string(),
    /** The message to jump to, of a hit. */
    messageId: z.string().nullable(),
    /** Words to mark in it. */
    words: z.array(z.string()),
  }),
]);
/** A view of the window with what it shows. */
export type View = z.infer<typeof viewSchema>;

/** The views of the sidebar. */
export type MainViewName = Exclude<View['name'], 'conversation' | 'failures'>;

/** The store of the view, and the ways to change it. */
export interface Navigation {
  readonly store: StoreApi<{ readonly view: View; readonly depth: number }>;
  /** Shows a view; Back returns to the one before. */
  go(view: View): void;
  back(): void;
}

const entrySchema = z.object({ view: viewSchema, depth: z.int().nonnegative() });

/** A navigation over the window's history. */
export function createNavigation(browser: Window = window): Navigation {
  const read = () => {
    const entry = entrySchema.safeParse(browser.history.state);
    return entry.success ? entry.data : { view: { name: 'overview' } as const, depth: 0 };
  };
  const store = createStore<{ readonly view: View; readonly depth: number }>(read);
  browser.addEventListener('popstate', () => store.setState(read()));
  return {
    store,
    go(view) {
      const { view: current, depth } = store.getState();
      if (JSON.stringify(view) === JSON.stringify(current)) return;
      const entry = { view, depth: depth + 1 };
      browser.history.pushState(entry, '');
      store.setState(entry);
    },
    back() {
      if (store.getState().depth > 0) browser.history.back();
      else this.go({ name: 'overview' });
    },
  };
}
