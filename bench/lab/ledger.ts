/** What was stored, compared with what should have been. */

/**
 * Counts files of which a chunk is missing (`lost`) or stored more than once (`doubled`).
 *
 * @param ledger Lines "file chunk", one for each chunk stored.
 * @param chunks How many chunks each file has.
 */
export function compareLedger(
  ledger: string,
  chunks: readonly number[],
): { readonly lost: number; readonly doubled: number } {
  const times = new Map<string, number>();
  for (const line of ledger.split('\n')) if (line !== '') times.set(line, (times.get(line) ?? 0) + 1);
  const files = chunks.map((count, file) =>
    Array.from({ length: count }, (_, chunk) => times.get(`${file} ${chunk}`) ?? 0),
  );
  return {
    lost: files.filter((stored) => stored.some((count) => count === 0)).length,
    doubled: files.filter((stored) => stored.some((count) => count > 1)).length,
  };
}
