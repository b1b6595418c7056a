import { afterEach, beforeEach, expect, test } from 'vitest';
import { BrowseStore } from '../../../../../electron/main/library/browse-store.ts';
import { ConversationStore } from '../../../../../electron/main/library/conversation-store.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import type { SearchFilter } from '../../../../../electron/main/library/search-filter.ts';
import { SearchedLibrary } from '../../../../doubles/searched-library.ts';

let library: SearchedLibrary;
let marks: MarkStore;

beforeEach(() => {
  library = new SearchedLibrary();
  library.write([
    { conversation: 'a', message: '1', text: 'one', day: 2 },
    { conversation: 'b', message: '2', text: 'two', day: 3 },
    { conversation: 'c', message: '3', text: 'three', day: 40 },
    { conversation: 'd', message: '4', text: 'four', day: 41, role: 'assistant' },
  ]);
  library.writer.exec(`
    UPDATE conversations SET project = '/home/ana/pots' WHERE key IN ('a', 'c', 'd');
    UPDATE conversations SET project = '/home/ana/pans' WHERE key = 'b';
    UPDATE conversations SET kind = 'subagent' WHERE key = 'd';
  `);
  marks = new MarkStore(library.writer);
});
afterEach(() => library.close());

function browse(filter: SearchFilter, limit = 10) {
  const { conversations, facets } = new BrowseStore(
    library.writer,
    new ConversationStore(library.writer),
  ).browse(filter, limit);
  const counts = (rows: readonly { readonly conversations: number }[]) =>
    rows.map((row) => Object.values(row).join(' '));
  return {
    keys: conversations.map(({ key }) => key).join(''),
    sources: counts(facets.sources),
    projects: counts(facets.projects),
    months: counts(facets.months),
  };
}

test('the newest come first, without those of subagents', () => {
  expect(browse({})).toEqual({
    keys: 'cba',
    sources: ['text 3'],
    projects: ['/home/ana/pots 2', '/home/ana/pans 1'],
    months: ['2026-02 1', '2026-01 2'],
  });
  expect(browse({}, 2).keys).toBe('cb');
});

test('a facet is counted by the other filters, and not by itself', () => {
  expect(browse({ project: 'pots' })).toEqual({
    keys: 'ca',
    sources: ['text 2'],
    projects: ['/home/ana/pots 2', '/home/ana/pans 1'],
    months: ['2026-02 1', '2026-01 1'],
  });
  const january = { after: Date.UTC(2026, 0, 1), before: Date.UTC(2026, 0, 31) };
  expect(browse(january)).toMatchObject({
    keys: 'ba',
    projects: ['/home/ana/pans 1', '/home/ana/pots 1'],
    months: ['2026-02 1', '2026-01 2'],
  });
  expect(browse({ source: 'codex' })).toMatchObject({ keys: '', sources: ['text 3'], projects: [] });
});

test('what is hidden is neither listed nor counted, unless it is asked for', () => {
  marks.change('text:a', { hidden: true });
  marks.change('text:c', { starred: true, addTags: ['clay'] });
  expect(browse({})).toMatchObject({ keys: 'cb', sources: ['text 2'], months: ['2026-02 1', '2026-01 1'] });
  expect(browse({ hidden: true }).keys).toBe('a');
  expect(browse({ starred: true }).keys).toBe('c');
  expect(browse({ tag: 'clay' }).keys).toBe('c');
  expect(browse({ role: 'assistant' }).keys).toBe('');
});
