/**
 * Errors after which there is no use in going on with the next file.
 */
import type { ErrorCode } from './errors.ts';

const FATAL: ReadonlySet<ErrorCode> = new Set([
  'cancelled',
  'disk-full',
  'library-damaged',
  'library-in-use',
  'library-not-writable',
]);

/** Whether an error is of the data folder or of the user's will, and not of the file that was being worked on. */
export function isFatal(code: ErrorCode): boolean {
  return FATAL.has(code);
}
