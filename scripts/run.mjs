#!/usr/bin/env node
/**
 * Runs one of the project's scripts from a bare clone: installs what the lockfile names when it changed, then starts
 * the script under a Node that can run it. Plain Node 18 or newer, no dependencies.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.cache', 'installed-lockfile');

/** What each script runs, relative to the project. */
const scripts = {
  start: ['scripts/start.mjs'],
  recollect: ['headless/main.ts'],
  test: ['scripts/test.mjs'],
  bench: ['bench/main.ts'],
  screenshots: ['scripts/screenshots.mjs'],
  lab: ['bench/lab/main.ts'],
};

/** Node that runs TypeScript by itself and has node:sqlite with what the library uses. */
const NEEDED = [22, 22];

const [name = '', ...args] = process.argv.slice(2);
const script = scripts[name];
if (!script) fail(`There is no script "${name}". Known: ${Object.keys(scripts).join(', ')}.`);

await install();
process.exitCode = await run(node(), [join(root, script[0]), ...script.slice(1), ...args]);

async function install() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  process.stderr.write('Installing dependencies (once) ...\n');
  // npm ci deletes node_modules, the Node in it included: it runs under the Node that runs this.
  // What warns of an older Node means the tools, which run under the Node that is installed with them.
  const install = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const code = npm
    ? await run(process.execPath, [npm, ...install], 'stderr')
    : await run('npm', install, 'stderr', process.platform === 'win32');
  if (code !== 0) fail('The dependencies could not be installed; see above.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function node() {
  const bundled = join(root, 'node_modules', '.bin', 'node');
  if (process.platform === 'linux' && existsSync(bundled)) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return process.execPath;
  return fail(
    `Node ${NEEDED.join('.')} or newer is needed on this platform, this is ${process.versions.node}.`,
  );
}

/** Resolves with the exit code; passes signals on, and ends when whoever started this is gone. */
function run(command, commandArgs, output = 'inherit', shell = false) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, {
      cwd: output === 'inherit' ? process.cwd() : root,
      stdio: output === 'inherit' ? 'inherit' : ['ignore', process.stderr, process.stderr],
      shell,
    });
    const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
      const handler = () => child.kill(signal);
      process.on(signal, handler);
      return [signal, handler];
    });
    // SIGTERM to npm ends only its shell: without this the program would live on with no owner.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, 1_000);
    watch.unref();
    const done = (code) => {
      clearInterval(watch);
      for (const [signal, handler] of handlers) process.off(signal, handler);
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      done(1);
    });
    child.on('exit', (code, signal) => done(code ?? (signal ? 128 : 1)));
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
