import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SearchView } from '../../../../../renderer/features/search/SearchView.tsx';
import type { SearchInput, SearchOutput } from '../../../../../electron/shared/contract/search.ts';
import { aConversation, aHit } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';
import { renderApp } from '../../render-app.tsx';

test('the hits of other words are looked at from their top; what is folded in leaves the list where it is', async () => {
  const double = createAppDouble();
  let finish: () => void = () => undefined;
  double.answer('search.run', (given) => {
    const input = given as SearchInput;
    return new Promise((resolve) => {
      finish = () => resolve(outputOf(input, 60));
      double.emit('search.partial', outputOf(input, 50));
    });
  });
  const { user } = await renderApp(<SearchView />, double);

  await user.type(screen.getByRole('combobox'), 'kiln');
  await screen.findByText('kiln 49');
  const grid = screen.getByRole('grid');
  grid.scrollTop = 900;
  act(() => finish());
  await screen.findByText('kiln 59');
  expect(screen.getByRole('grid')).toBe(grid);
  expect(grid.scrollTop).toBe(900);

  await user.type(screen.getByRole('combobox'), 's');
  await waitFor(() => expect(screen.queryByText('kilns 49')).not.toBeNull());
  expect(screen.getByRole('grid').scrollTop).toBe(0);
});

function outputOf({ ticket, query }: SearchInput, count: number): SearchOutput {
  const hits = Array.from({ length: count }, (_, at) =>
    aHit(aConversation(`claude-code:${query}-${at}`, { title: `${query} ${at}` }), query, []),
  );
  return { ticket, coverage: 1, tookMs: 1, hits, notes: [], facets: null };
}
