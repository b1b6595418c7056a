import { useCallback } from 'react';
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';
import { useApp } from '../../state/app.tsx';
import { hitKey } from './settle-hits.ts';

/** Opens a hit's conversation at its message, with the words that matched marked. */
export function useOpenHit(): (hit: SearchHitView) => void {
  const { navigation, search } = useApp();
  return useCallback(
    (hit) => {
      search.select(hitKey(hit));
      navigation.go({
        name: 'conversation',
        id: hit.conversationId,
        messageId: hit.messageId,
        words: matchedWords(hit),
      });
    },
    [navigation, search],
  );
}

/** The words of a snippet that matched, each once. */
export function matchedWords({ snippet, matches }: Pick<SearchHitView, 'snippet' | 'matches'>): string[] {
  const words = new Set<string>();
  for (let at = 0; at + 1 < matches.length; at += 2) {
    const word = snippet.slice(matches[at], matches[at + 1]).toLowerCase();
    if (word !== '') words.add(word);
  }
  return [...words].slice(0, 32);
}
