/**
 * Finds the Electron that the app runs on: the one that ELECTRON_OVERRIDE_DIST_PATH names, or the package's own,
 * which is downloaded when it is first wanted.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const electronPackage = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', 'electron');

/** Where the binary lies in a distribution of Electron, by platform. */
const BINARIES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** How long a download may take, in ms. A machine without a way to it falls back to the browser sooner. */
const DOWNLOAD_MS = 300_000;

/** The path of an Electron binary that is there; null if there is none. */
export function installedElectron(environment = process.env) {
  const binary = BINARIES[process.platform] ?? 'electron';
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  const candidates = override ? [join(override, binary)] : [];
  const pathFile = join(electronPackage, 'path.txt');
  if (!override && existsSync(pathFile)) {
    candidates.push(join(electronPackage, 'dist', readFileSync(pathFile, 'utf8')));
  }
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** The same, after a download where the package has not got its binary yet; null where that fails. */
export async function downloadedElectron() {
  const installed = installedElectron();
  if (installed || process.env.ELECTRON_OVERRIDE_DIST_PATH) return installed;
  process.stderr.write('Getting Electron (once, about 120 MB) ...\n');
  const child = spawn(process.execPath, [join(electronPackage, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_MS,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  if (code !== 0) {
    const reason = complaint.trim().split('\n').at(-1) || 'the download failed';
    process.stderr.write(`Electron could not be downloaded (${reason}).\n`);
  }
  return installedElectron();
}

/** Whether windows can be shown here. */
export function hasDisplay(environment = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}
