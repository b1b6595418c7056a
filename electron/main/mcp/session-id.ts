/**
 * Ids of sessions over HTTP. An id proves by itself that it was made here and for which token, so that a session can be
 * taken up again that is no longer held: nothing about it needs to be stored.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { sameToken } from '../loopback/token.ts';

/** 144 random bits, and 256 that prove them. */
const FORM = /^([\w-]{24})\.([\w-]{43})$/;
const RANDOM_BYTES = 18;

/** A new id, which holds as long as the token does. */
export function createSessionId(token: string): string {
  const random = randomBytes(RANDOM_BYTES).toString('base64url');
  return `${random}.${proof(random, token)}`;
}

/** Whether an id was made here for this token. */
export function isSessionId(given: string, token: string): boolean {
  const [, random, proven] = FORM.exec(given) ?? [];
  return random !== undefined && proven !== undefined && sameToken(proven, proof(random, token));
}

function proof(random: string, token: string): string {
  return createHmac('sha256', token).update(`session ${random}`).digest('base64url');
}
