/**
 * Masks the secrets in what leaves the machine: in the text that a point shows, and in the words that it is found by.
 */
import { maskSecrets } from '../embedding/voyage/mask-secrets.ts';
import type { PointSpan, UnsentChunk } from '../library/remote-backlog.ts';
import type { SparseWords } from '../library/sparse-words.ts';

/** Chunks without secrets. `wordsOf` gives the words of a text that was masked. */
export async function maskChunks(
  chunks: readonly UnsentChunk[],
  wordsOf: (texts: readonly string[]) => Promise<readonly SparseWords[]>,
): Promise<UnsentChunk[]> {
  // Each message's part by itself: a mask is shorter or longer, and moves what stands behind it.
  const parts = chunks.map(partsOf);
  const open = await maskSecrets(parts.flat());
  let at = 0;
  const masked = chunks.map((chunk, number): UnsentChunk => {
    const own = open.slice(at, at + (parts[number]?.length ?? 0)).map(({ text }) => text);
    at += own.length;
    const text = own.join('');
    if (text === chunk.text) return chunk;
    let end = 0;
    const spans = chunk.spans.map((span, index): PointSpan => {
      end += own[index]?.length ?? 0;
      return { ...span, end };
    });
    return { ...chunk, text, spans };
  });
  const changed = masked.filter((chunk, number) => chunk !== chunks[number]);
  if (changed.length === 0) return masked;
  const words = await wordsOf(changed.map(({ text }) => text));
  const wordsByText = new Map(changed.map(({ text }, number) => [text, words[number]]));
  return masked.map((chunk) => {
    const own = wordsByText.get(chunk.text);
    return own ? { ...chunk, words: own } : chunk;
  });
}

/** The text of each span, and what stands behind the last. */
function partsOf({ text, spans }: UnsentChunk): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { end } of spans) {
    parts.push(text.slice(start, end));
    start = Math.max(start, end);
  }
  return [...parts, text.slice(start)];
}
