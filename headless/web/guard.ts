/**
 * Keeps other sites out: a page elsewhere can make a browser ask this machine, or point a name of its own at it
 * (DNS rebinding), but it can't fake the Host and Origin that the browser sends.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The address that the server listens at; nothing outside this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** Whether a request names this server as its host. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  return ownHosts(port).includes(request.headers.host ?? '');
}

/** Whether a request comes from a page of this server. `required`: one without an origin is refused as well. */
export function isOwnOrigin(request: IncomingMessage, port: number, required: boolean): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return !required;
  return ownHosts(port).some((host) => origin === `http://${host}`);
}

function ownHosts(port: number): string[] {
  return [`${LOOPBACK}:${port}`, `localhost:${port}`];
}

/** Sets what every answer carries: own scripts and styles only, no frames, no referrer, no sniffing. */
export function secure(response: ServerResponse, port: number): void {
  const sockets = ownHosts(port).map((host) => `ws://${host}`);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${sockets.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), usb=()');
  response.setHeader('Cache-Control', 'no-store');
}
