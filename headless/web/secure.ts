/**
 * What every answer of the web host carries: own scripts and styles only, no frames, no referrer, no sniffing.
 */
import type { ServerResponse } from 'node:http';

/** Sets the headers of an answer. `hosts`: what this server is called. */
export function secure(response: ServerResponse, hosts: readonly string[]): void {
  const sockets = hosts.flatMap((host) => [`ws://${host}`, `wss://${host}`]);
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
