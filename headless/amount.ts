/** A number of things as people write it: `1 file`, `2 files`. */
export function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
