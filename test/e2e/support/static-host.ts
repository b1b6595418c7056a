/**
 * Serves the built window as the hosts do, with the strictest policy that any of them has.
 */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sirv from 'sirv';
import { listen } from '../../doubles/listen.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** What a page of the window may load. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
].join('; ');

/** A server of the window's files. */
export interface StaticHost extends AsyncDisposable {
  readonly url: string;
}

/** Builds the window where it has changed. */
export async function buildRenderer(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build-renderer.mjs')]);
}

/** Builds and serves the window on a free port. */
export async function serveRenderer(): Promise<StaticHost> {
  await buildRenderer();
  const files = sirv(join(root, 'dist', 'renderer'), { dev: true });
  const server = createServer((request, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    files(request, response, () => {
      response.writeHead(404).end();
    });
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}/`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
