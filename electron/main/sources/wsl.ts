/**
 * The Linux systems in a Windows, and the home folders in them.
 */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long `wsl.exe` may take to answer, in ms. */
const TIMEOUT_MS = 5_000;

/** Where Windows has the files of its systems; Windows 10 knows the first name only. */
const IN_DISTRIBUTION = /^\\\\wsl(?:\$|\.localhost)\\([^\\]+)/i;

/**
 * Names of the systems that run. Looking into one that doesn't would start it, so those are left alone.
 * https://learn.microsoft.com/windows/wsl/basic-commands
 */
export async function runningDistributions(): Promise<string[]> {
  try {
    const { stdout } = await run('wsl.exe', ['--list', '--running', '--quiet'], {
      encoding: 'buffer',
      timeout: TIMEOUT_MS,
      windowsHide: true,
    });
    return parseDistributions(stdout);
  } catch {
    // There is no WSL on this Windows, or none of its systems runs.
    return [];
  }
}

/**
 * Reads what `wsl.exe` prints: one name a line, in UTF-16, or in UTF-8 where WSL_UTF8 is set. Docker's own systems have
 * no users.
 */
export function parseDistributions(printed: Buffer): string[] {
  // Names are of letters, digits and a few signs: in UTF-16 every second byte is 0.
  return printed
    .toString(printed.includes(0) ? 'utf16le' : 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('docker-desktop'));
}

/** The system that a path as Windows calls it lies in; null where it lies in none. */
export function distributionOf(path: string): string | null {
  return IN_DISTRIBUTION.exec(path)?.[1] ?? null;
}

/** The home folders of a Linux, as Windows calls them. `list` reads a folder; a system that stopped has none. */
export async function linuxHomes(
  distribution: string,
  list: (folder: string) => Promise<string[]> = readdir,
): Promise<string[]> {
  const system = `\\\\wsl$\\${distribution}`;
  const homes = `${system}\\home`;
  const users = await list(homes).catch(() => []);
  return [`${system}\\root`, ...users.map((user) => `${homes}\\${user}`)];
}
