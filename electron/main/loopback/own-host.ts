/**
 * Keeps other sites away from a server on this machine: a page elsewhere can make a browser ask it, or point a name of
 * its own at it (DNS rebinding), but it can't fake the Host and Origin that the browser sends.
 */
import type { IncomingMessage } from 'node:http';

/** The address that servers listen at; nothing outside this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** What requests to a server at `port` may name as its host: this machine, and `more`, each with its port if it has one. */
export function ownHosts(port: number, more: readonly string[] = []): string[] {
  return [`${LOOPBACK}:${port}`, `localhost:${port}`, ...more];
}

/** Whether a request names one of `hosts`. */
export function isOwnHost({ headers }: IncomingMessage, hosts: readonly string[]): boolean {
  return hosts.includes(headers.host ?? '');
}

/** Whether a request comes from a page of one of `hosts`. `required`: one without an origin is refused as well. */
export function isOwnOrigin(
  { headers }: IncomingMessage,
  hosts: readonly string[],
  required: boolean,
): boolean {
  const { origin } = headers;
  if (origin === undefined) return !required;
  return hosts.some((host) => origin === `http://${host}` || origin === `https://${host}`);
}
