/**
 * The secrets that a browser or an agent must know to be answered.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token: 256 random bits, in letters that an address may hold. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a token is the right one, in a time that does not depend on how much of it is. */
export function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
