/**
 * How the app in memory searches and filters its conversations.
 */
import type { ConversationHeader } from '../../electron/shared/contract/conversations.ts';
import type {
  Facets,
  FoundFacets,
  SearchHitView,
  SearchInput,
  SearchOutput,
} from '../../electron/shared/contract/search.ts';
import { aHit, type DoubleState } from './client-state.ts';

/** Whether a conversation passes a filter; who said it and when are not looked at. */
export function passes(
  { source, project, marks }: ConversationHeader,
  { starred, tag, hidden, ...filter }: SearchInput['filter'],
): boolean {
  return (
    (filter.source === undefined || source === filter.source) &&
    (filter.project === undefined || project === filter.project) &&
    marks.hidden === (hidden ?? false) &&
    (starred === undefined || marks.starred) &&
    (tag === undefined || marks.tags.includes(tag))
  );
}

/** A search by word: the first message of each conversation that has one of the words. */
export function searchIn(state: DoubleState, input: SearchInput): SearchOutput {
  const words = input.query.toLowerCase().split(/\s+/).filter(Boolean);
  const { machine } = input.filter;
  const hits = state.conversations
    .filter((conversation) => passes(conversation, input.filter))
    .flatMap((conversation) => {
      const found = (state.messages.get(conversation.id) ?? []).find(({ parts }) =>
        words.some((word) => parts[0]?.text.toLowerCase().includes(word)),
      );
      if (!found) return [];
      const hit = aHit(conversation, found.parts[0]?.text.slice(0, 220) ?? '', words);
      const machines = state.qdrant.holders.get(conversation.id) ?? [];
      return [{ ...hit, messageId: found.id, role: found.role, machines: [...machines] }];
    })
    .filter(({ machines }) => machine === undefined || machines.includes(machine));
  const active = state.snapshot.indexes.find((index) => index.state === 'active');
  const chunks = state.snapshot.library.chunks;
  return {
    ticket: input.ticket,
    coverage: chunks === 0 || !active ? 1 : active.embedded / chunks,
    tookMs: 24,
    hits: hits.slice(0, input.limit),
    notes: [],
    facets: foundFacets(hits),
  };
}

/** How many conversations each source and project has. */
export function facetsOf(conversations: readonly Pick<ConversationHeader, 'source' | 'project'>[]): Facets {
  return {
    sources: countBy(conversations.map(({ source }) => source)).map(([name, count]) => ({
      name,
      conversations: count,
    })),
    projects: countBy(conversations.flatMap(({ project }) => project ?? [])).map(([path, count]) => ({
      path,
      conversations: count,
    })),
  };
}

/** The same of what was found, and how many each month has. */
export function foundFacets(hits: readonly SearchHitView[]): FoundFacets {
  return {
    ...facetsOf(hits),
    months: countBy(hits.flatMap(({ time }) => time?.slice(0, 7) ?? []))
      .map(([month, conversations]) => ({ month, conversations }))
      .sort((a, b) => (a.month < b.month ? 1 : -1)),
  };
}

/** How often each value is there, the most frequent first. */
export function countBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
