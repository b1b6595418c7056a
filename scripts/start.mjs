/**
 * `npm start`: the desktop app; where there is no display or no Electron, the same app in the browser.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.mjs';
import { downloadedElectron, hasDisplay } from './electron-binary.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);

const electron = hasDisplay() ? await downloadedElectron() : null;
if (electron) {
  await buildApp({ release: false });
  // Chromium's sandbox refuses to run as root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // The app would start itself again without the key of Voyage, which it has in the keychain.
  const environment = { ...process.env };
  delete environment.VOYAGE_API_KEY;
  process.exitCode = await run(electron, [...asRoot, root, ...args], environment);
} else {
  const why = hasDisplay() ? 'There is no Electron here' : 'There is no display here';
  process.stderr.write(`${why}: Recollect opens in the browser instead.\n`);
  process.exitCode = await run(process.execPath, [join(root, 'headless', 'main.ts'), 'start', ...args]);
}

/** Runs a program to its end, passing signals on, and resolves with its exit code. */
function run(command, commandArgs, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
}
