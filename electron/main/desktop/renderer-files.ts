/**
 * Which file of the renderer a URL of the app's own scheme stands for. Pure.
 */
import { extname, join, normalize, sep } from 'node:path';

/** The scheme and host that the window is loaded from. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://recollect';

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
]);

/**
 * Sent with every file. The window runs its own scripts and styles and talks to nobody: what it needs comes over the
 * bridge. React and uPlot set styles through the DOM, which a policy does not touch.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** A file to send, with its content type. */
export interface RendererFile {
  readonly path: string;
  readonly contentType: string;
}

/** The file below `root` that `url` names; null for another host, a kind of file that isn't sent, or a way out. */
export function rendererFile(root: string, url: string): RendererFile | null {
  if (!URL.canParse(url)) return null;
  const { origin, protocol, host, pathname } = new URL(url);
  // URLs of schemes that the runtime doesn't know have the origin "null".
  if (origin !== APP_ORIGIN && `${protocol}//${host}` !== APP_ORIGIN) return null;
  const name = decoded(pathname === '/' ? '/index.html' : pathname);
  if (name === null || name.includes('\0') || name.includes('\\')) return null;
  const path = normalize(join(root, name));
  if (!path.startsWith(normalize(root) + sep)) return null;
  const contentType = CONTENT_TYPES.get(extname(path).toLowerCase());
  return contentType === undefined ? null : { path, contentType };
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A stray percent sign: no file is named so.
    return null;
  }
}
