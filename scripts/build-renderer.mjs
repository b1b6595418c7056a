/**
 * Builds the window to dist/renderer; does nothing when what it is built from has not changed since.
 * A program of its own: vite's build() sets NODE_ENV in whoever calls it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', 'renderer', '.built-from');

/** What the build depends on, relative to the project. */
const inputs = ['renderer', 'electron/shared', 'package-lock.json'];

const hash = hashOf(inputs.flatMap((input) => filesOf(join(root, input))));
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) process.exit(0);
await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
writeFileSync(stamp, hash);

function filesOf(path) {
  if (path.endsWith('.json')) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(paths) {
  const digest = createHash('sha256');
  for (const path of paths) digest.update(path.slice(root.length)).update(readFileSync(path));
  return digest.digest('hex');
}
